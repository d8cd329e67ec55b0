import type {Side, Size, State} from './state.ts'

export const smallest: Size = {width: 60, height: 15}

/** Where panes are, in columns and lines. */
export interface Layout {
  /** Lines of rows, without their header. */
  readonly rows: number
  /** First line of the tree, its header. */
  readonly top: number
  /** Lines of all panes between head and foot. */
  readonly body: number
  readonly tree: number
  readonly side: number
  readonly logs: number
  /** Lines of events, with their title. */
  readonly events: number
}

const sideFrom = 120
const logsFrom = 200

export const isTooSmall = ({width, height}: Size): boolean => width < smallest.width || height < smallest.height

export const hasSide = ({width}: Size): boolean => width >= sideFrom

/** Logs lie beside the panes on a terminal that is wide enough, else over them. */
export const docksLogs = ({width}: Size): boolean => width >= logsFrom

/** Title, breadcrumb and the line at the foot; a banner where the cluster is lost. */
export function layoutOf({size, panes, stale, overlay}: Pick<State, 'size' | 'panes' | 'stale' | 'overlay'>): Layout {
  const {width, height} = size
  const top = stale ? 3 : 2
  const body = Math.max(2, height - top - 1)
  const events = panes.events ? Math.min(Math.floor(height / 4), Math.max(0, body - 4)) : 0
  const logs = overlay?.type === 'logs' && docksLogs(size) ? Math.floor(width / 3) : 0
  const side = hasSide(size) ? Math.floor((width - logs) * 0.45) : 0
  return {rows: Math.max(1, body - events - 1), top, body, tree: width - side - logs, side, logs, events}
}

/** An offset from which the row of the cursor is seen. */
export function shownFrom(offset: number, cursor: number, rows: number, total: number): number {
  const last = Math.max(0, total - rows)
  const kept = cursor < 0 ? offset : Math.min(Math.max(offset, cursor - rows + 1), cursor)
  return Math.max(0, Math.min(kept, last))
}

export const sides: readonly Side[] = ['topology', 'rollout', 'metrics']
