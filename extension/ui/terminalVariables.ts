/** What a terminal needs so that Claude Code goes through the sidecar: never a credential. */
export function terminalVariables(baseUrl: string): Readonly<Record<string, string>> {
  return {
    ANTHROPIC_BASE_URL: baseUrl,
    // Claude Code then says what each request is for, which is the best signal for routing it.
    CLAUDE_CODE_GATEWAY_HINT_HEADERS: "1",
  };
}

/** True for an address that a sidecar has given out. */
export function isOurBaseUrl(url: string): boolean {
  return /^http:\/\/127\.0\.0\.1:\d+(\/w\/[^/]+)?\/?$/.test(url);
}
