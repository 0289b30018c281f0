import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * NAT on the smallest ARM instance, at about a fifth of a NAT gateway's price: one machine, replaced with some
 * minutes of no egress whenever its image is renewed, which is what a dev stack can live with. Hits are
 * answered meanwhile, as they need no egress.
 */
export function createNatInstances(): ec2.NatInstanceProviderV2 {
  return ec2.NatProvider.instanceV2({
    instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.NANO),
    associatePublicIpAddress: true,
    // The default lets the whole internet in; the rules are made by allowNat.
    defaultAllowedTraffic: ec2.NatTrafficDirection.NONE,
  });
}

/** Lets `client` out through the instances on one port; the instances themselves get no further than that. */
export function allowNat(
  instances: ec2.NatInstanceProviderV2,
  client: ec2.ISecurityGroup,
  port: ec2.Port,
): void {
  instances.connections.allowFrom(client, port, 'from the function');
  // Also what the instance installs its packet filter by.
  instances.connections.allowToAnyIpv4(port, 'to Genesys Cloud and AWS');
}

/** What the provider has no properties for: IMDSv2 only, and an encrypted disk. */
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
        reason: 'the function itself reports when Genesys cannot be reached, and alarms on it',
      },
      {
        id: 'AwsSolutions-EC29',
        reason:
          'it keeps no state, and CloudFormation has to be able to replace it by one with a newer image',
      },
    );
  }
}
