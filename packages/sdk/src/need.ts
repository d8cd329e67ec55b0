/** One right a command uses, in the words of a Kubernetes PolicyRule, with the reason a person is shown. */
export interface Need {
  readonly apiGroups: readonly string[]
  /** Plurals; `{noun}` stands for the resource that was typed. Subresources as `pods/log`. */
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly scope: 'namespace' | 'cluster'
  readonly resourceNames?: readonly string[]
  /** The command works with less when this right is missing. */
  readonly optional?: boolean
  readonly why: string
}

/** How much a command can change: `read` nothing, `write` objects, `destructive` removes, `admin` the tool itself. */
export type Risk = 'read' | 'write' | 'destructive' | 'admin'

/** Where the values of an argument or flag come from when the shell completes it. */
export type CompletionSource =
  | {readonly values: readonly string[]}
  | {readonly resource: string}
  | {readonly from: 'namespaces' | 'contexts' | 'plugins' | 'commands' | 'resources'}
  | {readonly files: readonly string[]}

export interface Completions {
  readonly args?: Readonly<Record<string, CompletionSource>>
  readonly flags?: Readonly<Record<string, CompletionSource>>
}
