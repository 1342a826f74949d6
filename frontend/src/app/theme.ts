/** Colours and type: one accent, text that is legible on everything (WCAG AA). */

import { createTheme, type CSSVariablesResolver } from "@mantine/core";

const SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial';
const CJK =
  '"Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic UI", "Apple SD Gothic Neo", "Malgun Gothic"';

export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 8 },
  fontFamily: `${SYSTEM}, ${CJK}, sans-serif`,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "md" } },
    ActionIcon: { defaultProps: { size: 44, variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "md" } },
    PasswordInput: { defaultProps: { size: "md" } },
    NativeSelect: { defaultProps: { size: "md", rightSectionWidth: 32 } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-dimmed": "#495057",
    "--mantine-color-placeholder": "#5c636a",
  },
  dark: {
    "--mantine-color-dimmed": "#b8bcc1",
    "--mantine-color-placeholder": "#a0a5ab",
    "--mantine-color-anchor": "#91a7ff",
    "--mantine-color-error": "#ff8787",
  },
});
