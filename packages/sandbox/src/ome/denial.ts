import {ApiError} from '../api.ts'

/** What a webhook's refusal looks like to the client. */
export const denied = (webhook: string, message: string): ApiError =>
  new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `admission webhook "${webhook}" denied the request: ${message}`,
    reason: 'Forbidden',
    code: 403,
  })
