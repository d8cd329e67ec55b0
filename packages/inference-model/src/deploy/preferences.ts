import type {DeployPreferences} from './request.ts'

/** Settings by key, as the context gives them. */
export interface Preferences {
  get(key: string): unknown
}

export const deployPreferences = (settings: Preferences): DeployPreferences => ({
  autoscale: settings.get('preferences.auto-scaling') === true,
  monitoring: settings.get('preferences.monitoring-enabled') === true,
  selectRuntime: settings.get('preferences.auto-select-runtime') !== false,
  engine: text(settings.get('preferences.default-runtime')),
})

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
