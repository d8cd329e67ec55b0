import type {Context} from '@ome/sdk/context'
import type {Hub} from './hub.ts'
import {hub} from './hub-client.ts'

const publicHub = 'https://huggingface.co'

/** The hub of `OME_HF_ENDPOINT`, else of the setting `hub.endpoint`. Only the hub gets the person's `HF_TOKEN`. */
export async function openHub({env, settings, signal, plugin, onExit}: Context): Promise<Hub> {
  const {httpClient} = await import('@ome/sdk/http')
  const http = httpClient({env, signal, userAgent: `ome (${plugin})`})
  onExit(() => http.close())
  const configured = env['OME_HF_ENDPOINT'] || settings.get('hub.endpoint')
  const token = env['HF_TOKEN']
  return hub(http, {
    endpoint: typeof configured === 'string' ? configured : publicHub,
    ...(token && {token}),
  })
}
