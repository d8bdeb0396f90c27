namespace ClaudeSidecar.Decision.Learning;

/// <summary>Another value for one option.</summary>
/// <param name="Option">Its path: <c>handover.switchBelow</c>.</param>
/// <param name="Now">What the user set, as <c>sidecar.json</c> has it.</param>
/// <param name="Value">What is suggested, in the same form.</param>
/// <param name="Text">Why, in English.</param>
/// <param name="TextZh">Why, in Chinese.</param>
public sealed record Suggestion(string Option, string Now, string Value, string Text, string TextZh);
