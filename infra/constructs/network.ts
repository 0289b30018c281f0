import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { REDIS_PORT } from '../redis-access.ts';
import { restrictDefaultSecurityGroupFunction } from './default-security-group.ts';
import { createLogGroup } from './log-group.ts';
import { allowNat, createNatInstances, hardenNatInstances } from './nat-instance.ts';

const HTTPS = ec2.Port.tcp(443);

/**
 * The VPC over two zones and who may talk to whom in it: the functions to the cache, and one of them by HTTPS to
 * the world; nobody else to anything. The cache's subnets have no way out at all.
 */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;
  /** Of the function that answers. */
  readonly functionSecurityGroup: ec2.SecurityGroup;
  /** Of the function that invalidates: it reaches the cache, and nothing else. */
  readonly invalidationSecurityGroup: ec2.SecurityGroup;
  /** Of the cache: only the functions come in, nothing goes out. */
  readonly cacheSecurityGroup: ec2.SecurityGroup;
  /** The subnets of the functions, in both zones. */
  readonly functionSubnets: ec2.SubnetSelection = { subnetGroupName: 'function' };
  /** The subnets of the cache, in both zones. */
  readonly cacheSubnets: ec2.SubnetSelection = { subnetGroupName: 'cache' };

  constructor(scope: Construct, id: string, config: StackConfig) {
    super(scope, id);
    const natInstances = config.egress === 'nat-instance' ? createNatInstances() : undefined;
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(config.vpcCidr),
      maxAzs: 2,
      natGateways: config.natCount,
      ...(natInstances && { natGatewayProvider: natInstances }),
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        // A NAT instance asks for its public address itself: nothing else gets one by being here.
        { name: 'nat', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        { name: 'function', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 25 },
        { name: 'cache', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
      ],
    });
    // A cast: the class does not fit its interface under exactOptionalPropertyTypes.
    this.vpc = vpc as ec2.IVpc;
    restrictDefaultSecurityGroupFunction(this, config);
    this.#recordFlows(config);

    this.functionSecurityGroup = this.#securityGroup('FunctionSecurityGroup', 'the function');
    this.cacheSecurityGroup = this.#securityGroup('CacheSecurityGroup', 'the cache');
    this.invalidationSecurityGroup = this.#securityGroup('InvalidationSecurityGroup', 'the invalidation');
    const { functionSecurityGroup, invalidationSecurityGroup, cacheSecurityGroup } = this;
    for (const { connections } of [functionSecurityGroup, invalidationSecurityGroup])
      connections.allowTo(cacheSecurityGroup, ec2.Port.tcp(REDIS_PORT), 'to the cache');
    // Genesys Cloud has no fixed addresses, so the port is all that can be said.
    functionSecurityGroup.addEgressRule(ec2.Peer.anyIpv4(), HTTPS, 'to Genesys Cloud and AWS');
    if (natInstances) {
      allowNat(natInstances, functionSecurityGroup, HTTPS);
      hardenNatInstances(natInstances);
    }
  }

  /**
   * Lets the function reach Secrets Manager without leaving the VPC. Through it `reader` may read `secretArn`
   * and nobody may do anything else.
   */
  addSecretsManagerEndpoint(secretArn: string, reader: iam.IRole): void {
    const securityGroup = this.#securityGroup('EndpointSecurityGroup', 'the Secrets Manager endpoint');
    securityGroup.connections.allowFrom(this.functionSecurityGroup, HTTPS, 'from the function');
    const endpoint = new ec2.InterfaceVpcEndpoint(this, 'SecretsManagerEndpoint', {
      vpc: this.vpc,
      service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      subnets: this.functionSubnets,
      securityGroups: [securityGroup],
      // Open would mean open to every address of the VPC.
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
      description: `of ${of}`,
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
