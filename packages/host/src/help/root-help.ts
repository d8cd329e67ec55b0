import type {RouteIndex} from '../routes/route-index.ts'

export const rootHelp = (index: RouteIndex, page: {width: number; program: string}): string =>
  `${Object.keys(index.commands).length} ${page.program}\n`
