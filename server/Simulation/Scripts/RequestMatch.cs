namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>Which requests a play or an incident is for. An empty match is for all.</summary>
/// <param name="LastUser">What the last prompt must hold; null for any.</param>
/// <param name="Model">What the model's id must hold; null for any.</param>
internal sealed record RequestMatch(TextPattern? LastUser, TextPattern? Model)
{
    /// <summary>For every request.</summary>
    public static readonly RequestMatch Any = new(null, null);

    /// <summary>Reads it; the one for all where it is absent.</summary>
    public static RequestMatch Read(ScriptNode? node) => node?.AsObject("lastUser", "model") is { } match
        ? new(TextPattern.Read(match.Child("lastUser")), TextPattern.Read(match.Child("model")))
        : Any;

    /// <summary>True where prompt and model are as asked for.</summary>
    public bool Matches(string lastUser, string model) =>
        (LastUser?.Matches(lastUser) ?? true) && (Model?.Matches(model) ?? true);
}
