/** One right a command uses, in the words of a Kubernetes PolicyRule, with the reason a person is shown. */
export interface Need {
  readonly apiGroups: readonly string[]
  /**
   * Plurals; `{noun}` stands for the resource that was typed, `{manifest}` for those that files name (whether
   * the command may run is then unknown beforehand). Subresources as `pods/log`.
   */
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly scope: 'namespace' | 'cluster'
  readonly resourceNames?: readonly string[]
  /** The command works with less when this right is missing. */
  readonly optional?: boolean
  /**
   * Of a command that does its work in one of several ways: the way that takes this right. All rights of one way are
   * enough, together with those that name none. A way that is called as a flag (`--offline`, `--from there`) is the only
   * one where that was typed; one without a value (`--offline`: any will do) is none where it was not.
   */
  readonly way?: string
  readonly why: string
}

/** How much a command can change: `read` nothing, `write` objects, `destructive` removes, `admin` the tool itself. */
export type Risk = 'read' | 'write' | 'destructive' | 'admin'

/** Where the values of an argument or flag come from when the shell completes it. */
export type CompletionSource =
  | {readonly values: readonly string[]}
  /** Names of objects of these resources (plural or plural.group). */
  | {readonly resource: string | readonly string[]}
  | {readonly object: ObjectWords}
  | {readonly from: 'namespaces' | 'contexts' | 'plugins' | 'commands' | 'resources' | 'aliases' | 'personalities'}
  | {readonly files: readonly string[]}

/**
 * An object as people write it: `NOUN NAME`, `NOUN/NAME` or a lone NAME. It is declared for the argument that takes the
 * noun and speaks for the name behind it as well, and for all names where that argument is `multiple`.
 */
export interface ObjectWords {
  /** Nouns of the plugin in the order they are offered, each with the resources whose names it takes. */
  readonly nouns: Readonly<Record<string, readonly string[]>>
  /** Other words for those nouns, understood and not offered. */
  readonly alias?: Readonly<Record<string, string>>
  /** Resources whose names may stand alone. */
  readonly lone?: readonly string[]
  /** Every resource of the cluster that can be listed is a noun, too. */
  readonly others?: boolean
}

export interface Completions {
  readonly args?: Readonly<Record<string, CompletionSource>>
  readonly flags?: Readonly<Record<string, CompletionSource>>
}
