import {diffObjects} from '@ome/sdk/object-diff'
import type {Comparison} from '../domain/comparison.ts'

/** Unified diffs of live objects and what a manifest would make of them. */
export const unified = (comparisons: readonly Comparison[]): readonly string[] =>
  comparisons.flatMap(({kind, name, live, planned}) => diffObjects(`${kind.toLowerCase()}/${name}`, live, planned))
