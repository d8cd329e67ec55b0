import {stableText} from '../controllers/pod-template.ts'
import type {CliqueTemplate, SetTemplate} from './template.ts'

const digits = '456789bcdf'
/** 64-bit FNV-1a in Kubernetes' safe alphabet: at most 20 characters. In two halves: a BigInt per byte takes 20 times as long. */
function hash(text: string): string {
  let high = 0xcbf29ce4
  let low = 0x84222325
  for (const byte of Buffer.from(text)) {
    const mixed = (low ^ byte) >>> 0
    // The prime is 2^40 + 435.
    const product = mixed * 435
    high = (high * 435 + Math.floor(product / 2 ** 32) + mixed * 256) % 2 ** 32
    low = product % 2 ** 32
  }
  const value = BigInt(high) * 2n ** 32n + BigInt(low)
  return [...value.toString()].map((digit) => digits[Number(digit)]).join('')
}

const part = ({labels, annotations, spec}: CliqueTemplate, {priorityClassName}: SetTemplate): unknown => ({
  labels: labels ?? {},
  annotations: annotations ?? {},
  podSpec: spec.podSpec,
  priorityClassName: priorityClassName ?? '',
})

/** Changes with whatever makes a pod of the clique out of date: labels, annotations, pod spec and priority. */
export const cliqueHash = (clique: CliqueTemplate, template: SetTemplate): string =>
  hash(stableText(part(clique, template)))

/** The same over all cliques of a set. */
export const generationHash = (template: SetTemplate): string =>
  hash(stableText(template.cliques.map((clique) => part(clique, template))))
