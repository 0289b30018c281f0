import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';

/** A domain that leads to the API. */
export interface CustomDomain {
  readonly url: string;
  /** API Gateway's own name for it. */
  readonly target: string;
}

/**
 * Puts the API under the configured domain, with TLS 1.2 or later, and with mutual TLS if there is a
 * truststore. Gives back its URL and what the name's CNAME has to be, a record that is made where its zone is;
 * undefined when no domain is configured.
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
