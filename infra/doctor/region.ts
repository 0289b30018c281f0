import type { REGION_HOSTS } from '../../lambda/genesys/regions.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

type GenesysRegion = (typeof REGION_HOSTS)[number];

/** The AWS region of each Genesys Cloud region. */
const AWS_REGIONS: Readonly<Record<GenesysRegion, string>> = {
  'mypurecloud.com': 'us-east-1',
  'mypurecloud.ie': 'eu-west-1',
  'mypurecloud.com.au': 'ap-southeast-2',
  'mypurecloud.jp': 'ap-northeast-1',
  'mypurecloud.de': 'eu-central-1',
  'usw2.pure.cloud': 'us-west-2',
  'cac1.pure.cloud': 'ca-central-1',
  'apne2.pure.cloud': 'ap-northeast-2',
  'euw2.pure.cloud': 'eu-west-2',
  'aps1.pure.cloud': 'ap-south-1',
  'use2.us-gov-pure.cloud': 'us-east-2',
  'sae1.pure.cloud': 'sa-east-1',
  'mec1.pure.cloud': 'me-central-1',
  'apne3.pure.cloud': 'ap-northeast-3',
  'euc2.pure.cloud': 'eu-central-2',
  'mxc1.pure.cloud': 'mx-central-1',
  'apse1.pure.cloud': 'ap-southeast-1',
  'edee1.eusc-pure.cloud': 'eusc-de-east-1',
};

/** The AWS region where a Genesys Cloud region runs. */
export function awsRegionOf(genesysRegion: GenesysRegion): string {
  return AWS_REGIONS[genesysRegion];
}

/** Whether the region is set, is the name of a region, and is where Genesys Cloud runs. */
export function examineRegion(region: string | undefined, genesysRegion: GenesysRegion): Finding {
  const near = awsRegionOf(genesysRegion);
  if (region === undefined)
    return problem({
      found: 'not set, and the CDK would deploy to us-east-1',
      expected: `a region such as ${near}, where ${genesysRegion} runs`,
      todo: `Set it: export AWS_REGION=${near}`,
    });
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region))
    return problem({
      found: region,
      expected: `a region such as ${near}, not a zone or a place`,
      todo: `Set it: export AWS_REGION=${near}`,
    });
  if (region !== near)
    return warning({
      found: region,
      expected: `${near}, where ${genesysRegion} runs`,
      todo: `If your organisation is in another Genesys Cloud region, set genesysRegion. Otherwise every call to Genesys goes to another AWS region and takes longer. To deploy near Genesys: export AWS_REGION=${near}`,
    });
  return ok(`${region}, where ${genesysRegion} runs`);
}
