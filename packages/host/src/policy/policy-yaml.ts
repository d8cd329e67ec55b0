import {brokenPolicy, parsePolicy, policyLimit} from '@ome/installer/policy/parse-policy'
import type {Policy} from '@ome/installer/policy/policy'

/** A policy from its text. Throws `denied` naming `origin` for whatever is not a policy. */
export async function policyOfText(text: string, origin: string): Promise<Policy> {
  return parsePolicy(await policyValue(text, origin), origin)
}

/** What the text of a policy says, unchecked. Throws `denied` for text that is no YAML. */
export async function policyValue(text: string, origin: string): Promise<unknown> {
  if (Buffer.byteLength(text) > policyLimit)
    throw brokenPolicy(origin, new Error(`it is larger than ${policyLimit / 1024} KiB`))
  try {
    const {parse} = await import('yaml')
    // An alias is of no use here, and a few of them can stand for gigabytes.
    return parse(text, {maxAliasCount: 0, prettyErrors: false, logLevel: 'error'})
  } catch (error) {
    throw brokenPolicy(origin, error)
  }
}
