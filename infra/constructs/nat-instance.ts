import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * NAT on the smallest ARM instance, for about a fifth of the price of a NAT gateway. Whenever its image is updated, the
 * instance is replaced and there is no egress for some minutes, which is acceptable for dev. Hits need no egress.
 */
export function createNatInstances(): ec2.NatInstanceProviderV2 {
  return ec2.NatProvider.instanceV2({
    instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.NANO),
    associatePublicIpAddress: true,
    // The default allows inbound traffic from the whole internet. allowNat adds the rules instead.
    defaultAllowedTraffic: ec2.NatTrafficDirection.NONE,
  });
}

/** Lets `client` reach the internet through the instances, on one port only. */
export function allowNat(
  instances: ec2.NatInstanceProviderV2,
  client: ec2.ISecurityGroup,
  port: ec2.Port,
): void {
  instances.connections.allowFrom(client, port, 'From the function');
  // The instances also need this to install iptables at startup.
  instances.connections.allowToAnyIpv4(port, 'To Genesys Cloud and AWS');
}

/** Sets what the provider has no properties for: IMDSv2 only, and an encrypted disk. */
export function hardenNatInstances(instances: ec2.NatInstanceProviderV2): void {
  for (const instance of instances.gatewayInstances) {
    const resource = instance.node.defaultChild as ec2.CfnInstance;
    resource.metadataOptions = {
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 1,
    };
    resource.blockDeviceMappings = [
      { deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3', deleteOnTermination: true } },
    ];
    Validations.of(instance).acknowledge(
      {
        id: 'AwsSolutions-EC28',
        reason: 'the function reports when Genesys cannot be reached, and an alarm fires',
      },
      {
        id: 'AwsSolutions-EC29',
        reason:
          'it has no state, and CloudFormation must be able to replace it by an instance with a newer image',
      },
    );
  }
}
