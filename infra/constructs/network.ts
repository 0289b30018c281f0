import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { CACHE_PORTS } from '../redis-access.ts';
import { restrictDefaultSecurityGroupFunction } from './default-security-group.ts';
import { createLogGroup } from './log-group.ts';
import { NatInstances } from './nat-instance.ts';

const HTTPS = ec2.Port.tcp(443);

/**
 * The VPC in two availability zones, and the security groups. Both functions can reach the cache, and the data action
 * function can reach the internet over HTTPS; nothing else is allowed. The cache's subnets have no route to the
 * internet.
 */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;
  /** Of the data action function. */
  readonly functionSecurityGroup: ec2.SecurityGroup;
  /** Of the invalidation function, which can reach the cache only. */
  readonly invalidationSecurityGroup: ec2.SecurityGroup;
  /** Of the cache: inbound traffic from the functions only, no outbound traffic. */
  readonly cacheSecurityGroup: ec2.SecurityGroup;
  /** The subnets of the functions, in both zones. */
  readonly functionSubnets: ec2.SubnetSelection = { subnetGroupName: 'function' };
  /** The subnets of the cache, in both zones. */
  readonly cacheSubnets: ec2.SubnetSelection = { subnetGroupName: 'cache' };

  constructor(scope: Construct, id: string, config: StackConfig) {
    super(scope, id);
    const natInstances = config.egress === 'nat-instance' ? new NatInstances() : undefined;
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(config.vpcCidr),
      ...(config.availabilityZones ? { availabilityZones: [...config.availabilityZones] } : { maxAzs: 2 }),
      natGateways: config.natCount,
      ...(natInstances && { natGatewayProvider: natInstances }),
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        // NATs have public addresses of their own, so the subnet assigns none.
        { name: 'nat', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        { name: 'function', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 25 },
        { name: 'cache', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
      ],
    });
    // A cast: the class does not match its interface under exactOptionalPropertyTypes.
    this.vpc = vpc as ec2.IVpc;
    restrictDefaultSecurityGroupFunction(this, config);
    this.#recordFlows(config);

    this.functionSecurityGroup = this.#securityGroup('FunctionSecurityGroup', 'the data action function');
    this.cacheSecurityGroup = this.#securityGroup('CacheSecurityGroup', 'the cache');
    this.invalidationSecurityGroup = this.#securityGroup(
      'InvalidationSecurityGroup',
      'the invalidation function',
    );
    const { functionSecurityGroup, invalidationSecurityGroup, cacheSecurityGroup } = this;
    for (const { connections } of [functionSecurityGroup, invalidationSecurityGroup])
      for (const port of CACHE_PORTS[config.mode])
        connections.allowTo(cacheSecurityGroup, ec2.Port.tcp(port), 'To the cache');
    // Genesys Cloud has no fixed addresses, so the rule can only restrict the port.
    functionSecurityGroup.addEgressRule(ec2.Peer.anyIpv4(), HTTPS, 'To Genesys Cloud and AWS');
    natInstances?.allow(functionSecurityGroup, HTTPS);
  }

  /**
   * Adds a VPC endpoint for Secrets Manager. Its policy allows one action only: `reader` may read `secretArn`.
   */
  addSecretsManagerEndpoint(secretArn: string, reader: iam.IRole): void {
    const securityGroup = this.#securityGroup('EndpointSecurityGroup', 'the Secrets Manager endpoint');
    securityGroup.connections.allowFrom(this.functionSecurityGroup, HTTPS, 'From the function');
    const endpoint = new ec2.InterfaceVpcEndpoint(this, 'SecretsManagerEndpoint', {
      vpc: this.vpc,
      service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      subnets: this.functionSubnets,
      securityGroups: [securityGroup],
      // The default opens it to every address of the VPC.
      open: false,
    });
    endpoint.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal(reader.roleArn)],
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secretArn],
      }),
    );
  }

  #securityGroup(id: string, of: string): ec2.SecurityGroup {
    const securityGroup = new ec2.SecurityGroup(this, id, {
      vpc: this.vpc,
      description: `For ${of}`,
      allowAllOutbound: false,
    });
    Tags.of(securityGroup).add('Name', `${this.node.path}/${id}`);
    return securityGroup;
  }

  #recordFlows(config: StackConfig): void {
    new ec2.FlowLog(this, 'FlowLog', {
      resourceType: ec2.FlowLogResourceType.fromVpc(this.vpc),
      trafficType: ec2.FlowLogTrafficType.ALL,
      destination: ec2.FlowLogDestination.toCloudWatchLogs(createLogGroup(this, 'FlowLogs', config)),
    });
  }
}
