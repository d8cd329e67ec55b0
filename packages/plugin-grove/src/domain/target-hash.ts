import type {PodClique, PodCliqueSet} from '@ome/kinds/grove'
import {cliqueNameOf} from './grove-pod.ts'
import {label, labelOf} from './labels.ts'

/**
 * The hash that pods of each PodClique should carry, by the clique's whole name.
 *
 * A clique's label is the hash it wants, but a clique that the update has not reached still wants the old one: then the
 * one counts that a clique of the same name has which was reached. Undefined for a clique whose target is not known.
 * Hashes are read and never computed: they depend on the build of the operator (Grove issue 709).
 */
export function targetHashes(
  set: PodCliqueSet,
  cliques: readonly PodClique[],
): ReadonlyMap<string, string | undefined> {
  const generation = set.status?.currentGenerationHash
  const reached = new Map<string, string>()
  for (const clique of cliques) {
    const hash = labelOf(clique, label.templateHash)
    if (hash !== undefined && isReached(clique, generation)) reached.set(templateName(clique), hash)
  }
  return new Map(
    cliques.map((clique) => {
      const hash = labelOf(clique, label.templateHash)
      if (isReached(clique, generation)) return [clique.metadata.name, hash]
      return [clique.metadata.name, reached.get(templateName(clique))]
    }),
  )
}

const templateName = (clique: PodClique): string => cliqueNameOf(clique, clique.metadata.name)

/** Whether a clique has been told of the set's present generation, or nobody says which one that is. */
function isReached({status}: PodClique, generation: string | undefined): boolean {
  const told = progressOf(status)?.podCliqueSetGenerationHash
  const done = status?.currentPodCliqueSetGenerationHash
  if (generation === undefined || (told === undefined && done === undefined)) return true
  return told === generation || done === generation
}

/** `rollingUpdateProgress` is the name that alpha.3 to alpha.8 used. */
const progressOf = (
  status: PodClique['status'],
): {readonly podCliqueSetGenerationHash?: string | undefined} | undefined =>
  status?.updateProgress ??
  (status as {rollingUpdateProgress?: {podCliqueSetGenerationHash?: string}} | undefined)?.rollingUpdateProgress
