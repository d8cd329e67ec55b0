import type {Environment} from '@marcbachmann/cel-js'
import type {Attributes} from '../access/rbac.ts'

/** Answers what somebody may do; the reason is that of a refusal. */
export type Decide = (user: string, attributes: Attributes) => {readonly allowed: boolean; readonly reason: string}

/** `authorizer` of an expression: asks about the author of the request, or about a service account. */
export class Authorizer {
  readonly decide: Decide
  readonly user: string
  readonly about: Attributes
  constructor(decide: Decide, user: string, about: Attributes) {
    this.decide = decide
    this.user = user
    this.about = about
  }
  /** The same question with more said about it. */
  with(part: Partial<Attributes>): Authorizer {
    return new Authorizer(this.decide, this.user, {...this.about, ...part})
  }
}

class Decision {
  readonly allowed: boolean
  readonly reason: string
  constructor({allowed, reason}: {allowed: boolean; reason: string}) {
    this.allowed = allowed
    this.reason = reason
  }
}

/** Nothing asked yet. */
export const noAttributes: Attributes = {verb: '', group: '', resource: '', subresource: '', namespace: '', name: ''}

/** Kubernetes' authorizer library. */
export function registerAuthorizer(environment: Environment): void {
  environment
    .registerType('Authorizer', {ctor: Authorizer, fields: {requestResource: 'Authorizer'}})
    .registerType('Decision', Decision)
  for (const part of ['path', 'group', 'resource', 'subresource', 'namespace', 'name'])
    environment.registerFunction(`Authorizer.${part}(string): Authorizer`, (one: Authorizer, value: string) =>
      one.with({[part]: value}),
    )
  environment
    .registerFunction(
      'Authorizer.serviceAccount(string, string): Authorizer',
      (one: Authorizer, namespace: string, name: string) =>
        new Authorizer(one.decide, `system:serviceaccount:${namespace}:${name}`, one.about),
    )
    .registerFunction(
      'Authorizer.check(string): Decision',
      (one: Authorizer, verb: string) => new Decision(one.decide(one.user, {...one.about, verb})),
    )
    .registerFunction('Decision.allowed(): bool', ({allowed}: Decision) => allowed)
    .registerFunction('Decision.errored(): bool', () => false)
    .registerFunction('Decision.error(): string', () => '')
    .registerFunction('Decision.reason(): string', ({reason}: Decision) => reason)
}
