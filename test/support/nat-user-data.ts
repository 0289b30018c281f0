import * as v from 'valibot';
import { onlyOf, synthStack } from './synth-stack.ts';
import { resolveValue } from './template-value.ts';

const Properties = v.object({
  LaunchTemplateData: v.object({ UserData: v.object({ 'Fn::Base64': v.unknown() }) }),
});

/** The user data of the stage `dev`'s NAT instance, as the instance gets it in `eu-west-1`. */
export function natUserData(): string {
  const { LaunchTemplateData } = v.parse(Properties, onlyOf(synthStack(), 'AWS::EC2::LaunchTemplate'));
  const { 'Fn::Base64': text } = LaunchTemplateData.UserData;
  return resolveValue(text, (id) => (id === 'AWS::Region' ? 'eu-west-1' : id));
}
