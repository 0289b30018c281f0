import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';

/**
 * Puts the API under the configured domain, with TLS 1.2 or later, and with mutual TLS if there is a
 * truststore. Gives back its URL; undefined when no domain is configured. The name's CNAME or
 * alias record is made where its zone is.
 */
export function addCustomDomain(
  scope: Construct,
  { domainName, certificateArn, truststoreUri }: StackConfig,
  api: apigateway.RestApi,
): string | undefined {
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
  return `https://${domainName}/`;
}
