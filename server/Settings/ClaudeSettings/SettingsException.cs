namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>A settings file that must not, or cannot, be edited; the message is one sentence that says why and what to do.</summary>
public sealed class SettingsException(string message) : Exception(message);
