import {stableText} from '../controllers/pod-template.ts'
import type {CliqueTemplate, SetTemplate} from './template.ts'

const digits = '456789bcdf'
const mask = (1n << 64n) - 1n

/** 64-bit FNV-1a in Kubernetes' safe alphabet: at most 20 characters. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) value = ((value ^ BigInt(byte)) * 0x100000001b3n) & mask
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
