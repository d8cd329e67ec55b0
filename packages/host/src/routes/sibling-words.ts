import {findRoute, type Route} from './find-route.ts'
import type {RouteIndex} from './route-index.ts'

/**
 * Commands and topics with one parent, joined as documents name several at once: `plan store/show/diff`. Undefined where
 * one of them leads nowhere, and for lines with flags.
 */
export function siblingRoutes(index: RouteIndex, words: readonly string[]): readonly Route[] | undefined {
  const parents = words.slice(0, -1)
  const joined = words.at(-1) ?? ''
  if (words.some((word) => word.startsWith('-')) || !/^[a-z][\w-]*(?:\/[a-z][\w-]*)+$/.test(joined)) return undefined
  const routes = joined.split('/').map((word) => findRoute(index, [...parents, word]))
  return routes.every(isWhole) ? routes : undefined
}

const isWhole = (route: Route): boolean =>
  (route.type === 'command' && route.argv.length === 0) || (route.type === 'topic' && route.unknown === undefined)
