using System.Globalization;
using System.Text.Json;

namespace ClaudeSidecar.Settings;

/// <summary>Validated JSON → options. What the file leaves out keeps its default.</summary>
internal static class OptionsBinder
{
    public static SidecarOptions Bind(JsonElement root)
    {
        var defaults = new SidecarOptions();
        return defaults with
        {
            Listen = Section(root, "listen") is { } listen
                ? new() { Port = Integer(listen, "port") ?? defaults.Listen.Port, RequireKey = Switch(listen, "requireKey") ?? defaults.Listen.RequireKey }
                : defaults.Listen,
            Providers = Find(root, "providers") is { } providers ? [.. providers.EnumerateArray().Select(Provider)] : defaults.Providers,
            Handover = Section(root, "handover") is { } handover ? Handover(handover, defaults.Handover) : defaults.Handover,
            Context = Section(root, "context") is { } context ? Context(context, defaults.Context) : defaults.Context,
            Local = Section(root, "local") is { } local ? Local(local, defaults.Local) : defaults.Local,
            History = Section(root, "history") is { } history ? new() { Days = Integer(history, "days") ?? defaults.History.Days } : defaults.History,
            Settings = Section(root, "settings") is { } settings ? new() { Target = Text(settings, "target") ?? defaults.Settings.Target } : defaults.Settings,
            IdleMinutes = Integer(root, "idleMinutes") ?? defaults.IdleMinutes,
        };
    }

    private static ProviderOptions Provider(JsonElement entry)
    {
        var keyVariable = Text(entry, "apiKeyEnv");
        return new()
        {
            Name = Text(entry, "name")!,
            Dialect = Word<Dialect>(entry, "dialect") ?? Dialect.Auto,
            BaseUrl = BaseUrl(Text(entry, "baseUrl")!),
            Credentials = Word<CredentialKind>(entry, "credentials") ?? (keyVariable is null ? CredentialKind.None : CredentialKind.Key),
            ApiKeyEnv = keyVariable,
            Model = Text(entry, "model"),
            ContextWindow = Integer(entry, "contextWindow"),
            Priority = Integer(entry, "priority") ?? 0,
            Local = Switch(entry, "local") ?? false,
        };
    }

    private static HandoverOptions Handover(JsonElement section, HandoverOptions defaults) => new()
    {
        Mode = Word<HandoverMode>(section, "mode") ?? defaults.Mode,
        WarnBelow = Find(section, "warnBelow") is { } levels ? [.. levels.EnumerateArray().Select(level => level.GetDouble())] : defaults.WarnBelow,
        SwitchBelow = Find(section, "switchBelow")?.GetDouble() ?? defaults.SwitchBelow,
        ReturnAbove = Find(section, "returnAbove")?.GetDouble() ?? defaults.ReturnAbove,
        Forecast = Switch(section, "forecast") ?? defaults.Forecast,
        MinimumStay = Length(section, "minimumStay") ?? defaults.MinimumStay,
        StayLonger = Words(section, "stayLonger") ?? defaults.StayLonger,
        LeaveEarlier = Words(section, "leaveEarlier") ?? defaults.LeaveEarlier,
        RecoveryCheck = Text(section, "recoveryCheck") ?? defaults.RecoveryCheck,
        Learn = Switch(section, "learn") ?? defaults.Learn,
    };

    private static ContextOptions Context(JsonElement section, ContextOptions defaults) => new()
    {
        ReserveOutput = Integer(section, "reserveOutput") ?? defaults.ReserveOutput,
        Prewarm = Text(section, "prewarm") ?? defaults.Prewarm,
        CloudBrief = Text(section, "cloudBrief"),
        Vocabulary = Text(section, "vocabulary"),
        RememberSessions = Switch(section, "rememberSessions") ?? defaults.RememberSessions,
    };

    private static LocalOptions Local(JsonElement section, LocalOptions defaults) => new()
    {
        FamilyPrompt = Switch(section, "familyPrompt") ?? defaults.FamilyPrompt,
        ShowThinking = Switch(section, "showThinking") ?? defaults.ShowThinking,
        LoadLimit = Length(section, "loadLimit") ?? defaults.LoadLimit,
    };

    // Most servers print their address with /v1, and people paste that; the endpoints add it themselves.
    private static Uri BaseUrl(string text)
    {
        var trimmed = text.TrimEnd('/');
        return new(trimmed.EndsWith("/v1", StringComparison.Ordinal) ? trimmed[..^3] : trimmed);
    }

    private static JsonElement? Find(JsonElement section, string name) => section.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Section(JsonElement section, string name) => Find(section, name);

    private static string? Text(JsonElement section, string name) => Find(section, name)?.GetString();

    private static TimeSpan? Length(JsonElement section, string name) => Text(section, name) is { } length ? TimeSpan.Parse(length, CultureInfo.InvariantCulture) : null;

    private static int? Integer(JsonElement section, string name) => Find(section, name)?.GetInt32();

    private static bool? Switch(JsonElement section, string name) => Find(section, name)?.GetBoolean();

    private static IReadOnlyList<string>? Words(JsonElement section, string name) =>
        Find(section, name) is { } words ? [.. words.EnumerateArray().Select(word => word.GetString()!)] : null;

    private static T? Word<T>(JsonElement section, string name)
        where T : struct, Enum => Text(section, name) is { } word ? Enum.Parse<T>(word, ignoreCase: true) : null;
}
