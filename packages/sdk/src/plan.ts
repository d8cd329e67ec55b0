import type {KubeObject, ResourceRef, WriteOptions} from './kube.ts'

export interface ObjectName {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

export interface FieldChange {
  readonly path: string
  readonly from?: unknown
  readonly to?: unknown
}

/** How a change reaches the cluster. Made by `kube/` adapters, opaque to use cases and views. */
export type Write =
  | (Sent & {readonly method: 'apply'; readonly body: KubeObject; readonly force?: boolean})
  | (Sent & {readonly method: 'create'; readonly body: KubeObject})
  | (Sent & {
      /** Kind of patch; `json` is a list of operations (RFC 6902). */
      readonly method: 'merge' | 'json'
      readonly name: string
      readonly namespace?: string
      readonly subresource?: string
      readonly body: unknown
    })
  | {
      readonly method: 'delete'
      readonly resource: ResourceRef
      readonly name: string
      readonly namespace?: string
      readonly uid?: string
      readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
      /** Time a pod gets to end; the pod's own when absent. */
      readonly gracePeriodSeconds?: number
    }

interface Sent {
  readonly resource: ResourceRef
  /** Warnings of the server that the plan tells in its own words. */
  readonly toldWarnings?: NonNullable<WriteOptions['toldWarnings']>
}

/** One change to one object, with the reason a person is shown before it happens. */
export interface Change {
  readonly action: 'create' | 'update' | 'delete' | 'scale' | 'start' | 'stop' | 'restart' | 'unchanged'
  readonly object: ObjectName
  readonly reason?: string
  /** What was made, in brackets behind the result: `trainjob/sft created (torch-distributed, 2 × 4 GPUs)`. */
  readonly summary?: string
  readonly fields?: readonly FieldChange[]
  /** It needs an earlier change of the plan: before that is made the server cannot be asked about it, and no dry run is sent. */
  readonly untried?: true
  /** When it fails, nothing behind it is tried: it says that this run may begin. */
  readonly opens?: true
  /**
   * Made only when everything before it succeeded; and where an earlier change of the plan wrote the same object, only
   * while that is as it was left (else a conflict).
   */
  readonly seals?: true
  /**
   * What is there: of `unchanged` for those who wait until it has taken effect, of a merge for a dry run that shows the
   * object without asking the server.
   */
  readonly live?: {readonly resource: ResourceRef; readonly object: KubeObject}
  /** Absent only for `unchanged`. */
  readonly write?: Write
}

/**
 * What a write command will do, before it does it. `asks` is the question for changes that need a yes (DESIGN D14);
 * `startsNodes` marks a plan that makes GPU nodes start: asked on a terminal, carried out in a pipe. `notes` are the
 * lines that explain the plan (choices made, price and its source).
 */
export interface Plan {
  readonly changes: readonly Change[]
  readonly notes?: readonly string[]
  /** What a program may want to know of it besides: keys beside `changes` in the document of `-o json`, as plain data. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly asks?: string
  readonly startsNodes?: boolean
  /** So many changes are carried out at once; they must not depend on each other. Default 1: one after the other. */
  readonly parallel?: number
}

export interface ChangeResult {
  readonly change: Change
  readonly outcome:
    | 'created'
    | 'configured'
    | 'unchanged'
    | 'scaled'
    | 'started'
    | 'stopped'
    | 'restarted'
    | 'deleted'
    | 'failed'
  readonly error?: Error
  readonly object?: KubeObject
}
