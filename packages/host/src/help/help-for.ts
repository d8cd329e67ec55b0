import type {Route} from '../routes/find-route.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {rootHelp} from './root-help.ts'

export interface HelpPage {
  readonly width: number
  readonly program: string
  readonly colour: boolean
}

export function helpFor(index: RouteIndex, route: Route, page: HelpPage): string | undefined {
  return rootHelp(index, page) + JSON.stringify(route)
}
