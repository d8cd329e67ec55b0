import {plain} from '@ome/sdk/text'
import type {View} from '@ome/sdk/view'
import type {RequestRecord} from '../domain/control.ts'

const clock = (time: number): string => new Date(time).toISOString().slice(11, 23)

const tone = ({code}: RequestRecord) => (code >= 500 ? 'bad' : code >= 400 ? 'warn' : undefined)

/** What clients asked of the API server. */
export const requestList: View<readonly RequestRecord[]> = {
  kind: 'RequestList',
  columns: [
    {header: 'TIME', value: ({time}) => clock(time)},
    {header: 'METHOD', value: ({method}) => method, rank: 'keep'},
    {header: 'CODE', value: ({code}) => code, tone, rank: 'keep'},
    {header: 'MS', value: ({ms}) => ms.toFixed(1), align: 'right'},
    {header: 'PATH', value: ({url}) => url, rank: 'keep'},
    {header: 'USER AGENT', value: ({userAgent}) => userAgent},
    {header: 'USER', value: ({user}) => user, wide: true},
  ],
  json: ({time, ...record}) => ({...record, time: new Date(time).toISOString()}),
  name: ({id}) => `request/${id}`,
  empty: 'no such request so far',
}

/** One request in one line, for following. What a client sent never steers the terminal. */
export const requestLine = ({time, method, code, ms, url, userAgent}: RequestRecord): string =>
  plain(`${clock(time)} ${method} ${code} ${ms.toFixed(1)}ms ${url} ${userAgent}`)
