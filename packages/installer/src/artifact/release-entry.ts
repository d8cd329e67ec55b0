import {createHash} from 'node:crypto'
import type {IndexRelease} from '../registry/plugin-index.ts'
import type {ArtifactFacts} from './contract.ts'
import type {Packed} from './pack.ts'

/** The release entry of a packed plugin, except for what only people decide. */
export const releaseEntry = (packed: Packed, facts: ArtifactFacts, publishedAt: string): IndexRelease => ({
  version: facts.version,
  publishedAt,
  hostApi: facts.hostApi,
  ...(facts.platforms === undefined ? {} : {platforms: facts.platforms}),
  artifact: {
    size: packed.archive.length,
    sha512: createHash('sha512').update(packed.archive).digest('hex'),
    tree: packed.tree,
  },
  manifest: facts.manifest,
  needs: facts.needs,
  network: facts.network,
  approvedBy: [],
  commands: facts.commands,
  ...(facts.personalities === undefined ? {} : {personalities: facts.personalities}),
})
