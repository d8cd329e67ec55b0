import type {RequestRecord} from './control.ts'

/** Which requests to show; absent fields let everything through. */
export interface RequestFilter {
  /** Beginning of the user agent. */
  readonly userAgent?: string | undefined
  readonly user?: string | undefined
  readonly method?: string | undefined
  /** Part of path and query. */
  readonly path?: string | undefined
  /** `404`, or a class such as `4xx`. */
  readonly code?: string | undefined
}

export const isWanted =
  ({userAgent, user, method, path, code}: RequestFilter) =>
  (record: RequestRecord): boolean =>
    (userAgent === undefined || record.userAgent.startsWith(userAgent)) &&
    (user === undefined || record.user === user) &&
    (method === undefined || record.method === method.toUpperCase()) &&
    (path === undefined || record.url.includes(path)) &&
    (code === undefined || isCode(record.code, code))

/** Whether a text names an answer's code or a class of them. */
export const isCodeFilter = (text: string): boolean => /^[1-5](\d\d|xx)$/i.test(text)

const isCode = (code: number, wanted: string): boolean =>
  /^[1-5]xx$/i.test(wanted) ? String(code)[0] === wanted[0] : String(code) === wanted
