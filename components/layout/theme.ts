import { type CSSVariablesResolver, createTheme } from '@mantine/core'

/** Calm and dense: neutral surfaces, one accent, colour only where it means something. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '620' },
  primaryColor: 'indigo',
  primaryShade: 7,
  colors: {
    dark: [
      '#d6d9de',
      '#b4b9c2',
      '#9aa1ab',
      '#6b7280',
      '#3a3f47',
      '#2b2f35',
      '#202429',
      '#1a1d21',
      '#15181b',
      '#101214',
    ],
  },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

/** Our own tokens; each text colour has a contrast of at least 4.5 on its surface. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f5f6f8',
    '--mantine-color-dimmed': '#596069',
    '--kw-surface': '#ffffff',
    '--kw-sunken': '#f8f9fb',
    '--kw-line': '#e3e6ea',
    '--kw-track': '#e9ecf0',
    '--kw-good': '#1c7c43',
    '--kw-rest': '#a15c00',
    '--kw-bad': '#c42b2b',
    '--kw-idle': '#596069',
    '--kw-accent': '#4263eb',
  },
  dark: {
    '--mantine-color-body': '#121417',
    '--mantine-color-dimmed': '#9aa1ab',
    '--kw-surface': '#1a1d21',
    '--kw-sunken': '#16181c',
    '--kw-line': '#2b2f35',
    '--kw-track': '#2e3339',
    '--kw-good': '#57c785',
    '--kw-rest': '#e0a44a',
    '--kw-bad': '#f07f7f',
    '--kw-idle': '#9aa1ab',
    '--kw-accent': '#8ea2ff',
  },
})
