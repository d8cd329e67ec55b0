import {createHash} from 'node:crypto'
import {cosine, embed} from './embedding.ts'
import {chunksOf, sentencesOf, termsOf} from './text.ts'

export type Metadata = Readonly<Record<string, unknown>>

/** A document as it was handed in. */
export interface StoredDocument {
  readonly docId: string
  readonly text: string
  readonly metadata: Metadata
}

/** A chunk of a document. */
export interface IndexNode {
  readonly nodeId: string
  readonly docId: string
  readonly text: string
  readonly metadata: Metadata
  readonly terms: readonly string[]
  readonly sentences: readonly string[]
}

export interface Hit {
  readonly node: IndexNode
  readonly score: number
  /** The two parts of the score; keywords only where one was found. */
  readonly similarity: number
  readonly keyword: number | undefined
}

/** An index of real texts, kept in memory as FAISS does; what it finds depends on the texts alone. */
export interface VectorIndex {
  readonly documents: ReadonlyMap<string, StoredDocument>
  readonly nodes: readonly IndexNode[]
  /** Adds a text under its own hash; the same text again changes nothing. */
  add(text: string, metadata: Metadata): StoredDocument
  update(document: StoredDocument): 'updated' | 'unchanged' | 'absent'
  remove(docId: string): boolean
  search(query: string, most: number, filter?: Metadata): Hit[]
}

/** SHA-256 of a text: the id of a document made of it. */
export const docIdOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** An index with these documents in it. */
export function vectorIndex(initial: Iterable<StoredDocument> = []): VectorIndex {
  const documents = new Map<string, StoredDocument>()
  const chunks = new Map<string, readonly IndexNode[]>()
  const put = (document: StoredDocument): void => {
    documents.set(document.docId, document)
    chunks.set(document.docId, nodesOf(document))
  }
  for (const document of initial) put(document)
  const all = (): IndexNode[] => [...chunks.values()].flat()
  return {
    documents,
    get nodes() {
      return all()
    },
    add(text, metadata) {
      const docId = docIdOf(text)
      const known = documents.get(docId)
      if (known) return known
      const document = {docId, text, metadata}
      put(document)
      return document
    },
    update(document) {
      const known = documents.get(document.docId)
      if (!known) return 'absent'
      if (known.text === document.text && JSON.stringify(known.metadata) === JSON.stringify(document.metadata))
        return 'unchanged'
      put(document)
      return 'updated'
    },
    remove(docId) {
      chunks.delete(docId)
      return documents.delete(docId)
    },
    search: (query, most, filter) => search(all(), query, most, filter),
  }
}

const nodesOf = ({docId, text, metadata}: StoredDocument): IndexNode[] =>
  chunksOf(text, metadata).map((chunk, index) => ({
    nodeId: uuidOf(`${docId}/${index}/${chunk}`),
    docId,
    text: chunk,
    metadata,
    terms: termsOf(chunk),
    sentences: sentencesOf(chunk),
  }))

function uuidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

/** True when every key of the filter has that value. */
export const matchesFilter = (metadata: Metadata, filter: Metadata | undefined): boolean =>
  Object.entries(filter ?? {}).every(([key, value]) => metadata[key] === value)

const vectorShare = 0.7
const keywordShare = 0.3
const poolFactor = 3

/**
 * Vector similarity and keywords together: 0.7 × similarity + 0.3 / (1 + rank by BM25) over a pool of three times as many.
 * Weights: KAITO v0.12 `presets/ragengine/vector_store`; there the first part is a distance, here it is a similarity.
 */
function search(nodes: readonly IndexNode[], query: string, most: number, filter?: Metadata): Hit[] {
  const rare = rarity(nodes)
  const asked = embed(query, rare)
  const candidates = nodes.filter(({metadata}) => matchesFilter(metadata, filter))
  const pool = candidates
    .map((node) => ({node, similarity: similarity(node, asked, rare)}))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, most * poolFactor)
  const ranks = keywordRanks(
    pool.map(({node}) => node),
    termsOf(query),
    rare,
  )
  return pool
    .map(({node, similarity: near}) => {
      const rank = ranks.get(node)
      const keyword = rank === undefined ? undefined : 1 / (1 + rank)
      return {node, similarity: near, keyword, score: vectorShare * near + keywordShare * (keyword ?? 0)}
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
}

/** How near the nearest sentence of a chunk is, stretched to the range in which sentence embeddings of related texts lie. */
function similarity(node: IndexNode, asked: Float64Array, rare: (term: string) => number): number {
  const best = Math.max(0, ...node.sentences.map((sentence) => cosine(embed(sentence, rare), asked)))
  return 1 - (1 - Math.min(1, best)) ** 4
}

/** Inverse document frequency over the chunks. */
function rarity(nodes: readonly IndexNode[]): (term: string) => number {
  const counts = new Map<string, number>()
  for (const {terms} of nodes) for (const term of new Set(terms)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return (term) => Math.log(1 + (nodes.length + 1) / ((counts.get(term) ?? 0) + 0.5))
}

const saturation = 1.5
const lengthWeight = 0.75

function keywordRanks(
  nodes: readonly IndexNode[],
  asked: readonly string[],
  rare: (term: string) => number,
): Map<IndexNode, number> {
  const mean = nodes.reduce((sum, {terms}) => sum + terms.length, 0) / Math.max(1, nodes.length)
  const scoreOf = ({terms}: IndexNode): number =>
    asked.reduce((sum, term) => {
      const count = terms.filter((other) => other === term).length
      const norm = saturation * (1 - lengthWeight + (lengthWeight * terms.length) / Math.max(1, mean))
      return sum + (rare(term) * count * (saturation + 1)) / (count + norm || 1)
    }, 0)
  const scored = nodes.map((node) => ({node, score: scoreOf(node)})).filter(({score}) => score > 0)
  return new Map(scored.sort((a, b) => b.score - a.score).map(({node}, rank) => [node, rank]))
}
