import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';

export interface CustomDomain {
  readonly url: string;
  /** API Gateway's host name of the domain, which is the target for its CNAME. */
  readonly target: string;
}

/**
 * Adds the configured domain to the API, with TLS 1.2 or later, and with mutual TLS if a truststore is configured. The
 * CNAME record must be created manually, wherever the DNS zone is. Undefined if no domain is configured.
 */
export function addCustomDomain(
  scope: Construct,
  { domainName, certificateArn, truststoreUri }: StackConfig,
  api: apigateway.RestApi,
): CustomDomain | undefined {
  if (domainName === undefined || certificateArn === undefined) return undefined;
  const domain = new apigateway.CfnDomainName(scope, 'Domain', {
    domainName,
    regionalCertificateArn: certificateArn,
    endpointConfiguration: { types: ['REGIONAL'] },
    securityPolicy: 'TLS_1_2',
    ...(truststoreUri !== undefined && { mutualTlsAuthentication: { truststoreUri } }),
  });
  new apigateway.CfnBasePathMapping(scope, 'DomainMapping', {
    domainName: domain.ref,
    restApiId: api.restApiId,
    stage: api.deploymentStage.stageName,
  });
  return { url: `https://${domainName}/`, target: domain.attrRegionalDomainName };
}
