import { examineEngine, examineNodeType } from '../../../infra/doctor/cache-offerings.ts';
import { examineZones } from '../../../infra/doctor/zones.ts';
import * as aws from '../../support/aws-replies.ts';
import { typesWithout } from '../../support/new-aws-account.ts';
import { testFindings } from './test-findings.ts';

testFindings('what npm run doctor finds in the region', {
  'zones without a default subnet': {
    check: examineZones,
    replies: { DescribeSubnets: aws.defaultSubnets('us-east-1c', 'us-east-1b') },
    outcome: 'ok',
    found: /^us-east-1b, us-east-1c with t4g\.nano \(NAT\), t4g\.micro \(cache, judged by EC2\)$/,
  },
  'no default subnet anywhere': {
    check: examineZones,
    replies: { DescribeSubnets: aws.defaultSubnets() },
    outcome: 'ok',
    found: /^us-east-1a, us-east-1b with/,
  },
  'only one zone with a default subnet': {
    check: examineZones,
    replies: { DescribeSubnets: aws.defaultSubnets('us-east-1c') },
    outcome: 'problem',
    found: /^us-east-1c only$/,
    todo: /Set availabilityZones/,
  },
  'zones of another region': {
    check: examineZones,
    context: { availabilityZones: 'eu-west-1a,eu-west-1b' },
    replies: {},
    outcome: 'problem',
    found: /^not in this region: eu-west-1a, eu-west-1b$/,
    todo: /Set availabilityZones/,
  },
  'a zone without the type of the NAT instance': {
    check: examineZones,
    replies: { DescribeInstanceTypeOfferings: typesWithout('t4g.nano', 'us-east-1a') },
    outcome: 'problem',
    found: /^us-east-1a without t4g\.nano \(NAT\)$/,
    todo: /set availabilityZones=us-east-1b,us-east-1c\. /,
  },
  'a zone that the type of the NAT instance does not matter to': {
    check: examineZones,
    context: { egress: 'nat-gateway' },
    replies: { DescribeInstanceTypeOfferings: typesWithout('t4g.nano', 'us-east-1a') },
    outcome: 'ok',
    found: /; AWS does not list the zones of NAT gateways$/,
  },
  'a zone that may lack the node type': {
    check: examineZones,
    replies: { DescribeInstanceTypeOfferings: typesWithout('t4g.micro', 'us-east-1b') },
    outcome: 'warning',
    found: /^us-east-1b without t4g\.micro/,
    todo: /set availabilityZones=us-east-1a,us-east-1c\. /,
  },
  'a zone without endpoints for Secrets Manager': {
    check: examineZones,
    context: { secretsManagerEndpoint: 'true' },
    replies: { DescribeVpcEndpointServices: aws.endpointServices('us-east-1a') },
    outcome: 'problem',
    found: /^us-east-1b without Secrets Manager endpoints$/,
    todo: /^No two zones have all of these\. Choose another region, /,
  },

  'a region without the version of the engine': {
    check: examineEngine,
    replies: { DescribeCacheEngineVersions: aws.engineVersions('redis', 'redis7', '7.0', '7.10') },
    outcome: 'problem',
    found: /^redis 7\.0, 7\.10$/,
    todo: /--region us-east-1 --engine redis$/,
  },
  'a region without the engine': {
    check: examineEngine,
    context: { engine: 'valkey', mode: 'serverless' },
    replies: { DescribeCacheEngineVersions: aws.engineVersions('valkey', 'valkey8') },
    outcome: 'problem',
    found: /^valkey in no version$/,
    todo: /--engine valkey$/,
  },
  'a node type that may not exist': {
    check: examineNodeType,
    replies: { DescribeReservedCacheNodesOfferings: aws.nodeOfferings() },
    outcome: 'warning',
    found: /^cache\.t4g\.micro cannot be reserved in us-east-1/,
    todo: /describe-reserved-cache-nodes-offerings --region us-east-1/,
  },
  'a node type that ElastiCache does not find': {
    check: examineNodeType,
    replies: {
      DescribeReservedCacheNodesOfferings: aws.queryError('ReservedCacheNodesOfferingNotFound', 'none', 404),
    },
    outcome: 'warning',
    found: /cannot be reserved/,
    todo: /describe-reserved-cache-nodes-offerings/,
  },
});
