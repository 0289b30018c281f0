import { readFileSync } from 'node:fs';
import { Fn, Lazy, Stack, Tags, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NAT_INSTANCE_TYPE } from '../aws-requirements.ts';

const SCRIPT = readFileSync(new URL('nat-instance.sh', import.meta.url), 'utf8');

/** How long CloudFormation waits until an instance forwards packets. It usually takes about two minutes. */
const START_TIMEOUT = 'PT15M';

/** NAT on small instances, for about a fifth of the price of NAT gateways. */
export class NatInstances extends ec2.NatProvider {
  readonly #instances = new Map<string, NatInstance>();
  #securityGroup: ec2.SecurityGroup | undefined;

  override get configuredGateways(): ec2.GatewayConfig[] {
    return Array.from(this.#instances, ([az, { interfaceId }]) => ({ az, gatewayId: interfaceId }));
  }

  override configureNat({ vpc, natSubnets, privateSubnets }: ec2.ConfigureNatOptions): void {
    this.#securityGroup = new ec2.SecurityGroup(vpc, 'NatSecurityGroup', {
      // A cast: the class does not match its interface under exactOptionalPropertyTypes.
      vpc: vpc as ec2.IVpc,
      description: 'For the NAT instances',
      allowAllOutbound: false,
    });
    const profile = instanceProfile(vpc);
    const { securityGroupId } = this.#securityGroup;
    for (const subnet of natSubnets)
      this.#instances.set(
        subnet.availabilityZone,
        new NatInstance(subnet, 'Nat', { subnet, securityGroupId, profile }),
      );
    for (const subnet of privateSubnets) this.configureSubnet(subnet);
  }

  /** Routes a subnet to the instance in its zone, or to the first one. */
  override configureSubnet(subnet: ec2.PrivateSubnet): void {
    const [first] = this.#instances.values();
    const instance = this.#instances.get(subnet.availabilityZone) ?? first;
    if (instance === undefined) throw new Error('the VPC has no subnet for a NAT instance');
    subnet.addRoute('DefaultRoute', {
      routerType: ec2.RouterType.NETWORK_INTERFACE,
      routerId: instance.interfaceId,
      enablesInternetConnectivity: true,
    });
  }

  /** Lets `client` reach the internet through the instances, on one port only. */
  allow(client: ec2.ISecurityGroup, port: ec2.Port): void {
    this.#securityGroup?.connections.allowFrom(client, port, 'From the function');
    // The instances also need this to install iptables at startup, and for Session Manager.
    this.#securityGroup?.connections.allowToAnyIpv4(port, 'To Genesys Cloud and AWS');
  }
}

/** Lets an operator open a shell with Session Manager, and nothing else. */
function instanceProfile(scope: Construct): iam.CfnInstanceProfile {
  const role = new iam.Role(scope, 'NatRole', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    description: 'Role of the NAT instances',
    inlinePolicies: {
      sessions: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: SESSION_ACTIONS, resources: ['*'] })],
      }),
    },
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Session Manager needs these actions, and AWS documents them without resources',
  });
  return new iam.CfnInstanceProfile(scope, 'NatProfile', { roles: [role.roleName] });
}

const SESSION_ACTIONS = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

interface NatInstanceProps {
  readonly subnet: ec2.PublicSubnet;
  readonly securityGroupId: string;
  readonly profile: iam.CfnInstanceProfile;
}

interface TemplateProps {
  readonly networkInterfaceId: string;
  readonly profileArn: string;
  /** The logical id of the Auto Scaling group, which the instance signals. */
  readonly groupId: string;
}

/**
 * One instance in an Auto Scaling group of its own, which replaces it when it fails. The network interface and its
 * public address stay, so the routes remain valid. There is no egress while an instance starts; hits need none.
 */
class NatInstance extends Construct {
  readonly interfaceId: string;

  constructor(scope: Construct, id: string, { subnet, securityGroupId, profile }: NatInstanceProps) {
    super(scope, id);
    const networkInterface = new ec2.CfnNetworkInterface(this, 'Interface', {
      description: 'NAT instance',
      subnetId: subnet.subnetId,
      groupSet: [securityGroupId],
      // An instance only forwards packets of others without this check.
      sourceDestCheck: false,
    });
    this.interfaceId = networkInterface.ref;
    const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
    const association = new ec2.CfnEIPAssociation(this, 'Association', {
      allocationId: address.attrAllocationId,
      networkInterfaceId: networkInterface.ref,
    });
    association.node.addDependency(subnet.internetConnectivityEstablished);

    const template = this.#launchTemplate({
      networkInterfaceId: networkInterface.ref,
      profileArn: profile.attrArn,
      groupId: Lazy.string({ produce: () => group.logicalId }),
    });
    const group = new autoscaling.CfnAutoScalingGroup(this, 'Group', {
      minSize: '1',
      maxSize: '1',
      // A group whose launch template names an interface has a zone instead of subnets.
      availabilityZones: [subnet.availabilityZone],
      launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
    });
    // The script of the instance needs the internet.
    group.addResourceDependency(association);
    group.cfnOptions.creationPolicy = { resourceSignal: { count: 1, timeout: START_TIMEOUT } };
    group.cfnOptions.updatePolicy = {
      // The interface belongs to one instance at a time, so the old one ends first.
      autoScalingRollingUpdate: {
        minInstancesInService: 0,
        maxBatchSize: 1,
        waitOnResourceSignals: true,
        pauseTime: START_TIMEOUT,
      },
    };
    Tags.of(group).add('Name', this.node.path);
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-AS3',
      reason: 'the function reports when Genesys cannot be reached, and an alarm fires',
    });
  }

  #launchTemplate({ networkInterfaceId, profileArn, groupId }: TemplateProps): ec2.CfnLaunchTemplate {
    const { stackName, region } = Stack.of(this);
    const image = ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 });
    return new ec2.CfnLaunchTemplate(this, 'Template', {
      launchTemplateData: {
        imageId: image.getImage(this).imageId,
        instanceType: NAT_INSTANCE_TYPE,
        iamInstanceProfile: { arn: profileArn },
        metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          { deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3', deleteOnTermination: true } },
        ],
        networkInterfaces: [{ deviceIndex: 0, networkInterfaceId }],
        userData: Fn.base64(
          `#!/bin/bash\nSTACK=${stackName} RESOURCE=${groupId} REGION=${region}\n${SCRIPT}`,
        ),
      },
    });
  }
}
