import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { type NatMachine, runNatScript } from '../../support/nat-script.ts';
import { natUserData } from '../../support/nat-user-data.ts';
import { onlyOf, type Resource, resourcesOf, synthStack } from '../../support/synth-stack.ts';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const dev = synthStack();
const { LaunchTemplateData: template } = onlyOf(dev, TEMPLATE);

describe('the NAT instance', () => {
  test('replaces NAT gateways, and is a t4g.nano without a key, with IMDSv2 and an encrypted disk', () => {
    dev.template.resourceCountIs('AWS::EC2::NatGateway', 0);
    assert.partialDeepStrictEqual(template, {
      InstanceType: 't4g.nano',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
    });
    assert.ok(!JSON.stringify(template).includes('KeyName'));
  });

  test('is the only one of its group, in the zone of an interface that stays when it is replaced', () => {
    const { MinSize, MaxSize, VPCZoneIdentifier, AvailabilityZones } = onlyOf(dev, GROUP);
    assert.deepEqual([MinSize, MaxSize, VPCZoneIdentifier], ['1', '1', undefined]);
    const [subnet] = resourcesOf(dev, 'AWS::EC2::Subnet');
    assert.deepEqual(AvailabilityZones, [subnet?.Properties.AvailabilityZone]);
    const networkInterface = { Ref: Match.stringLikeRegexp('NatInterface') };
    dev.template.hasResourceProperties(TEMPLATE, {
      LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: networkInterface }] },
    });
    dev.template.hasResourceProperties('AWS::EC2::NetworkInterface', { SourceDestCheck: false });
    dev.template.hasResourceProperties('AWS::EC2::EIPAssociation', { NetworkInterfaceId: networkInterface });
  });

  test('has an interface per zone with natCount=2, each with the route of its own zone', () => {
    const routesOf = (natCount: string) =>
      resourcesOf(synthStack({ natCount }), 'AWS::EC2::Route').flatMap(({ Properties }) =>
        Properties.NetworkInterfaceId === undefined ? [] : [JSON.stringify(Properties.NetworkInterfaceId)],
      );
    assert.deepEqual([routesOf('1').length, new Set(routesOf('1')).size], [2, 1]);
    assert.deepEqual([routesOf('2').length, new Set(routesOf('2')).size], [2, 2]);
  });

  test('fails the deployment unless it reports success within 15 minutes, also when it is replaced', () => {
    dev.template.hasResource(GROUP, {
      CreationPolicy: { ResourceSignal: { Count: 1, Timeout: 'PT15M' } },
      UpdatePolicy: {
        AutoScalingRollingUpdate: {
          MinInstancesInService: 0,
          MaxBatchSize: 1,
          WaitOnResourceSignals: true,
          PauseTime: 'PT15M',
        },
      },
    });
  });

  test('starts after its interface has a public address and a route to the internet', () => {
    const dependencies = (type: string) => {
      const [resource] = resourcesOf(dev, type);
      return v.parse(v.looseObject({ DependsOn: v.array(v.string()) }), resource).DependsOn.join();
    };
    assert.match(dependencies(GROUP), /NatAssociation/);
    assert.match(dependencies('AWS::EC2::EIPAssociation'), /DefaultRoute/);
  });

  test('lets operators in through Session Manager, and may do nothing else', () => {
    const [role] = resourcesOf(dev, 'AWS::IAM::Role').filter(isNatRole);
    const [statement, ...others] = v.parse(PoliciesSchema, role?.Properties.Policies)[0].PolicyDocument
      .Statement;
    assert.deepEqual(others, []);
    assert.deepEqual(statement?.Action, [
      'ssm:UpdateInstanceInformation',
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ]);
  });
});

const PoliciesSchema = v.strictTuple([
  v.object({
    PolicyDocument: v.object({ Statement: v.array(v.looseObject({ Action: v.array(v.string()) })) }),
  }),
]);

function isNatRole({ Properties }: Resource): boolean {
  return Properties.Description === 'Role of the NAT instances';
}

const [groupId] = Object.keys(dev.template.findResources(GROUP));
const SUCCESS = `cfn-signal --exit-code 0 --stack genesys-data-action-cache-dev --resource ${groupId} --region eu-west-1`;
const INSTALL = 'dnf install --assumeyes iptables-services';

const run = (machine?: NatMachine) => runNatScript(natUserData(), machine);

describe('the script of the NAT instance', () => {
  test('adds swap before it installs, and reports success last', async () => {
    const { code, commands } = await run();
    assert.equal(code, 0);
    assert.deepEqual(commands, [
      'dd if=/dev/zero of=/swapfile bs=1M count=512 status=none',
      'chmod 600 /swapfile',
      'mkswap /swapfile',
      'swapon /swapfile',
      'tee --append /etc/fstab',
      INSTALL,
      'ip -4 route show default',
      'tee /etc/sysctl.d/90-nat.conf',
      'sysctl --load=/etc/sysctl.d/90-nat.conf',
      'tee /etc/sysconfig/iptables',
      'systemctl enable iptables',
      'systemctl restart iptables',
      'iptables --table nat --check POSTROUTING --out-interface ens5 --jump MASQUERADE',
      SUCCESS,
    ]);
  });

  test('forwards all packets under the address of the first default route, also after a restart', async () => {
    const { files } = await run();
    assert.equal(files['/etc/sysctl.d/90-nat.conf'], 'net.ipv4.ip_forward = 1\n');
    assert.equal(files['/etc/fstab'], '/swapfile none swap sw 0 0\n');
    const rules = files['/etc/sysconfig/iptables'] ?? '';
    assert.deepEqual(
      rules.split('\n').filter((line) => line.startsWith('-A')),
      ['-A POSTROUTING -o ens5 -j MASQUERADE'],
    );
    assert.match(rules, /^\*filter\n:INPUT ACCEPT \[0:0\]\n:FORWARD ACCEPT \[0:0\]\n/);
    assert.doesNotMatch(rules, /REJECT|DROP/);
  });

  for (const [failedInstalls, installCode] of [
    [1, 1],
    [2, 1],
    [1, 137],
  ] as const)
    test(`succeeds after ${failedInstalls} installations that end with ${installCode}`, async () => {
      const { code, commands } = await run({ failedInstalls, installCode });
      assert.equal(code, 0);
      assert.equal(commands.filter((command) => command === INSTALL).length, failedInstalls + 1);
      assert.equal(commands.filter((command) => command === 'sleep 5').length, failedInstalls);
      assert.equal(commands.at(-1), SUCCESS);
    });

  test('never reports success while the installation fails, and never gives up', async () => {
    const { code, commands } = await run({ failedInstalls: Number.MAX_SAFE_INTEGER, endsAtSleep: 50 });
    assert.equal(code, 'SIGKILL');
    assert.equal(commands.filter((command) => command === INSTALL).length, 50);
    assert.ok(!commands.some((command) => command.startsWith('cfn-signal')));
  });

  for (const broken of ['dd', 'swapon', 'ip', 'sysctl', 'systemctl', 'iptables'] as const)
    test(`reports the failure of ${broken} at once`, async () => {
      const { code, commands } = await run({ broken });
      assert.equal(code, 1);
      assert.equal(commands.at(-1), SUCCESS.replace('--exit-code 0', '--exit-code 1'));
      assert.ok(commands.at(-2)?.startsWith(broken));
    });

  test('succeeds even if CloudFormation rejects the signal, which it does after a replacement', async () => {
    assert.equal((await run({ broken: 'cfn-signal' })).code, 0);
  });
});
