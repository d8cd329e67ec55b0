import type {Rank} from './table-layout.ts'

/** What a text means; the sdk decides how it looks. */
export type Tone = 'good' | 'warn' | 'bad' | 'muted' | 'strong'

export type Cell = string | number | undefined | null

/** One column of a table. `wide` columns show with `-o wide` only. */
export interface Column<Row> {
  readonly header: string
  readonly value: (row: Row, page: Page) => Cell
  readonly wide?: boolean
  readonly align?: 'right'
  readonly tone?: (row: Row) => Tone | undefined
  /**
   * On a terminal too narrow for all columns those of the lowest rank are left out first, of one rank the last ones;
   * `keep` never. Default 0, and `keep` for the first column and those called NAMESPACE, NAME, ID or STATUS.
   */
  readonly rank?: Rank
  /** Shown only when objects of all namespaces are listed. */
  readonly onlyAllNamespaces?: boolean
}

/** What a view may know of the paper it is printed on. `now` serves ages; `width` is the number of columns, also of a pipe. */
export interface Page {
  readonly width: number
  /** Columns of the terminal; absent in a pipe, where nothing is left out. */
  readonly room?: number | undefined
  readonly now: Date
  readonly wide: boolean
  readonly allNamespaces: boolean
}

/** A piece of a screen that is not a plain list. */
export type Block =
  | {readonly type: 'fields'; readonly title?: string; readonly rows: readonly FieldRow[]}
  | {
      readonly type: 'table'
      readonly title?: string
      readonly header: readonly string[]
      readonly rows: readonly (readonly Cell[])[]
      readonly tones?: readonly (Tone | undefined)[]
      /** As {@link Column.rank}, per column. */
      readonly ranks?: readonly (Rank | undefined)[]
    }
  | {readonly type: 'tree'; readonly title?: string; readonly roots: readonly TreeNode[]}
  | {readonly type: 'text'; readonly title?: string; readonly text: string; readonly tone?: Tone}
  /** Lines that a view lays out itself, each in pieces that mean something. */
  | {readonly type: 'lines'; readonly title?: string; readonly lines: readonly Line[]}

export interface Line {
  readonly spans: readonly Span[]
  /** On a terminal too narrow for it the line goes on below itself from this column; without it is cut. */
  readonly hang?: number
}

export interface Span {
  readonly text: string
  readonly tone?: Tone | undefined
}

export interface FieldRow {
  readonly label: string
  readonly value: Cell
  readonly tone?: Tone
}

export interface TreeNode {
  readonly text: string
  /** Short state shown behind the text, for example `Ready` or `Pending: no node with 4 free GPUs`. */
  readonly state?: string
  readonly tone?: Tone
  readonly children?: readonly TreeNode[]
}

export type Item<Model> = Model extends readonly (infer Row)[] ? Row : Model

/**
 * Two faces of one model: what a person reads (`columns` for lists, `blocks` for one thing) and the documented JSON
 * shape. `kind` names the JSON document; for an array model it is the list's kind (`ServiceList`) and each item is
 * printed through `json`.
 */
export interface View<Model> {
  readonly kind: string
  readonly columns?: readonly Column<Item<Model>>[]
  readonly blocks?: (model: Model, page: Page) => readonly Block[]
  /** Without it the item itself is the JSON face. */
  readonly json?: (item: Item<Model>) => unknown
  /** `kind/name` for `-o name`. */
  readonly name?: (item: Item<Model>) => string
  /** One line that says how the model is now: printed for each change when it is followed in a pipe. */
  readonly line?: (model: Model) => string
  /** A list that only grows, such as events: followed on a terminal, news come below and nothing is redrawn. */
  readonly grows?: boolean
  /** The line on stderr when a list is empty. */
  readonly empty?: string
}
