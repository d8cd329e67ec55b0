import type {ConnectionOptions, KubeClient} from './kube.ts'

/** The key under which the host hands the context to commands, in oclif's load options. The number is the contract's version. */
export const contextKey: unique symbol = Symbol.for('ome.context/1')

/** Everything that is written and asked goes through here; tests pass their own. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** A text about commands in the words of the name the program was called by; `err` does so itself. Absent: as it is. */
  readonly say?: (text: string) => string
  /** Lines or bytes typed or piped in. */
  readonly stdin: NodeJS.ReadableStream
  readonly width: number
  readonly height: number
  /** stdout is a terminal. */
  readonly isTTY: boolean
  /** Screens can be redrawn on stdout: a terminal that moves its cursor. Absent: {@link isTTY}. */
  readonly draws?: boolean
  /** stderr is a terminal: spinners and progress may be drawn. */
  readonly errIsTTY: boolean
  readonly colour: boolean
  readonly unicode: boolean
  /** stdin and stderr are terminals: a question can be asked. */
  readonly canPrompt: boolean
  /** Calls back when the terminal changes size; returns the way to stop. */
  onResize(listener: () => void): () => void
}

/** A person's settings after flags, environment, project file, user file and defaults were joined. */
export interface Settings {
  get(key: string): unknown
  /** Where the value came from, for example `~/.ome/config.yaml` or `OME_NAMESPACE`. */
  origin(key: string): string | undefined
}

/** Folders of the product on this machine. */
export interface Folders {
  readonly config: string
  readonly data: string
  readonly cache: string
}

/** What the parser made of a command line. */
export interface TypedLine {
  readonly flags: Readonly<Record<string, unknown>>
  /** Operands as typed, also those that no argument is declared for. */
  readonly operands: readonly string[]
}

/** Who the cluster takes a person for. */
export interface Person {
  readonly user: string
  readonly groups: readonly string[]
  /** What the rights in a namespace amount to: a label such as `viewer`, never a grant. */
  readonly tier: string
}

/** The namespace that a context has from now on. */
export interface ChosenNamespace {
  readonly context: string
  /** Absent: it had none of its own. */
  readonly from?: string
  /** What wins over it as long as it is set, for example `OME_NAMESPACE`. */
  readonly outrankedBy?: string
}

/** A command's world. Expensive parts are functions, made once on first use. */
export interface Context {
  readonly io: Io
  readonly now: () => Date
  /** Stands in for real time where commands wait; see `@ome/sdk/pause`. */
  readonly pause?: (ms: number) => Promise<void>
  /** Aborted by Ctrl-C (the error's kind is then `cancelled`). */
  readonly signal: AbortSignal
  /** Environment variables; commands read them only through here. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly folders: Folders
  readonly settings: Settings
  /** Program name in usage and hints: `ome`, `kubectl ome`, … */
  readonly bin: string
  /** Name of the plugin whose command runs, without scope and `plugin-`: field manager is `ome-<plugin>`. */
  readonly plugin: string
  /** Namespace of the current context (`-n` wins over it in `scopeOf`). */
  namespace(options?: ConnectionOptions): Promise<string>
  kube(options?: ConnectionOptions): Promise<KubeClient>
  /**
   * A client that Ctrl-C does not stop, for commands that must put the cluster in order when they are cancelled. Calls
   * that shall end with the command take its signal.
   */
  lastingKube?(options?: ConnectionOptions): Promise<KubeClient>
  /**
   * A kubeconfig of one context with its credentials resolved, for programs that talk to the cluster themselves. Holds
   * secrets: never to be shown, and on disk for one run only.
   */
  kubeconfig?(
    options?: ConnectionOptions,
    namespace?: string,
  ): Promise<{readonly contextName: string; readonly text: string}>
  /**
   * Calls back with what keeps watches of the cluster from going on, and with undefined when they go on again; returns
   * the way to stop. While nobody listens it is written to stderr.
   */
  onTrouble?(listener: (text: string | undefined) => void): () => void
  /** Told by the base command when its line was parsed, before it asks for anything else. */
  typed?(line: TypedLine): void
  /**
   * Waits for the host's word on writing to the clusters that were connected to. Throws `denied` when a policy or the
   * person's rights forbid it. Writes of the client wait by themselves; this is for asking before a plan is shown.
   *
   * @param contextName asks about the cluster of this context of the kubeconfig alone.
   */
  mayWrite?(contextName?: string): Promise<void>
  /** The error to report in the place of one that a command ended with: the host may know more about it. */
  explain?(error: Error): Promise<Error>
  /**
   * For a program whose requests the host does not see, after it failed: `denied` when the credentials or the rights of
   * the person explain it, else undefined.
   */
  whyDenied?(): Promise<Error | undefined>
  /** The connection flags that were typed, as words of a shell for command lines in hints; empty where there are none. */
  connectionWords?(): string
  /** Who the cluster takes the person for, with the tier of their rights in a namespace. */
  whoAmI?(namespace: string, options?: ConnectionOptions): Promise<Person>
  /** Notes a namespace with the context in use, in the person's settings; the kubeconfig stays as it is. Throws `usage` without a context. */
  useNamespace?(namespace: string, options?: ConnectionOptions): Promise<ChosenNamespace>
  /** Runs the cleanup when the command ends, whichever way. */
  onExit(cleanup: () => void | Promise<void>): void
}
