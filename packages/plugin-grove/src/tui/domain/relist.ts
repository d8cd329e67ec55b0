import {pathInto, setTwigs} from './forest.ts'
import {layoutOf, shownFrom} from './layout.ts'
import {type Listing, listing} from './rows.ts'
import {cursorIndex, noListing, type State} from './state.ts'

/**
 * The state with its rows made anew (`data`: other objects; `choice`: another route, filter or order) or only shown
 * anew. The cursor stays on its thing, else on what took the place of it.
 */
export function relisted(state: State, why: 'data' | 'choice' | 'shown'): State {
  if (why === 'shown') return shown(state)
  const {data} = state
  if (!data) return {...state, listing: noListing, cursorUid: undefined, offset: 0}
  const route = state.route.type === 'tree' ? begun(state) : state.route
  const made = listing(data, {...state, route})
  const kept = route.type === 'tree' ? {...route, path: made.way.map(({uid}) => uid)} : route
  return shown({...state, route: kept, listing: made, cursorUid: cursorIn(made.rows, state)})
}

/** The row of the cursor, else the first below it that is still there, else the last above it. */
function cursorIn(rows: Listing['rows'], state: State): string | undefined {
  const {cursorUid, listing: before} = state
  const index = Math.max(0, cursorIndex(state))
  const own = before.rows[index]
  if (own && own.uid === cursorUid && rows.includes(own)) return cursorUid
  // Rows of the same place are the same objects, which are told apart much faster than their uids.
  const areShared = areOfOne(rows, before.rows)
  if (!areShared && cursorUid !== undefined && rows.some(({uid}) => uid === cursorUid)) return cursorUid
  const keyOf = (row: Row): unknown => (areShared ? row : row.uid)
  const there = new Set(rows.map(keyOf))
  const isThere = (row: Row): boolean => there.has(keyOf(row))
  const next = before.rows.slice(index).find(isThere) ?? before.rows.slice(0, index).findLast(isThere)
  return (next ?? rows[0])?.uid
}

type Row = Listing['rows'][number]

function areOfOne(rows: Listing['rows'], before: Listing['rows']): boolean {
  const [[first], [old]] = [rows, before]
  return first !== undefined && old !== undefined && (before.includes(first) || rows.includes(old))
}

/** A set that was asked for by name is gone into when it is there for the first time. */
function begun({data, route, options, listing: {way, total}}: State): State['route'] & {readonly type: 'tree'} {
  const path = route.type === 'tree' ? route.path : []
  if (!data || path.length > 0 || way.length > 0 || total > 0) return {type: 'tree', path}
  const sets = setTwigs(data.tree)
  const [only] = sets
  const isMeant = only !== undefined && sets.length === 1 && options.name !== undefined
  return {type: 'tree', path: isMeant ? pathInto([], only) : path}
}

function shown(state: State): State {
  const {rows} = layoutOf(state)
  const total = state.listing.rows.length
  return {...state, offset: shownFrom(state.offset, cursorIndex(state), rows, total)}
}
