using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClaudeSidecar.Execution.Families;

/// <summary>One family as a file describes it: what it leaves out is taken from the family that it is based on.</summary>
internal sealed record FamilyFile
{
    private const int LongestToken = 64;

    /// <summary>See <see cref="ModelFamily.Name"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The family whose values hold where this file has none: the built-in one of the same name, else the general one.</summary>
    public string? BasedOn { get; init; }

    /// <summary>See <see cref="ModelFamily.Matches"/>.</summary>
    public IReadOnlyList<string>? Matches { get; init; }

    /// <summary>See <see cref="ModelFamily.Sampling"/>.</summary>
    public Sampling? Sampling { get; init; }

    /// <summary>See <see cref="ModelFamily.ThinkingSampling"/>.</summary>
    public Sampling? ThinkingSampling { get; init; }

    /// <summary>See <see cref="ModelFamily.Thinking"/>.</summary>
    public ThinkingRule? Thinking { get; init; }

    /// <summary>See <see cref="ModelFamily.CallIds"/>.</summary>
    public CallIdRule? CallIds { get; init; }

    /// <summary>See <see cref="ModelFamily.OneCallPerMessage"/>.</summary>
    public bool? OneCallPerMessage { get; init; }

    /// <summary>See <see cref="ModelFamily.StrictAlternation"/>.</summary>
    public bool? StrictAlternation { get; init; }

    /// <summary>See <see cref="ModelFamily.NoSystemRole"/>.</summary>
    public bool? NoSystemRole { get; init; }

    /// <summary>See <see cref="ModelFamily.ReasoningBack"/>.</summary>
    public bool? ReasoningBack { get; init; }

    /// <summary>See <see cref="ModelFamily.RefusedText"/>.</summary>
    public IReadOnlyList<string>? RefusedText { get; init; }

    /// <summary>See <see cref="ModelFamily.Prompt"/>: a text, or its lines.</summary>
    [JsonConverter(typeof(LinesConverter))]
    public string? Prompt { get; init; }

    /// <summary>See <see cref="ModelFamily.Hints"/>: a text, or its lines.</summary>
    [JsonConverter(typeof(LinesConverter))]
    public string? Hints { get; init; }

    /// <summary>See <see cref="ModelFamily.NoteOpening"/>.</summary>
    public string? NoteOpening { get; init; }

    /// <summary>See <see cref="ModelFamily.NoteEnding"/>.</summary>
    public string? NoteEnding { get; init; }

    /// <summary>See <see cref="ModelFamily.LongestDescription"/>.</summary>
    public int? LongestDescription { get; init; }

    /// <summary>See <see cref="ModelFamily.OpensThinking"/>.</summary>
    public bool? OpensThinking { get; init; }

    /// <summary>See <see cref="ModelFamily.ControlTokens"/>.</summary>
    public IReadOnlyList<string>? ControlTokens { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="json">Its bytes: JSON, comments allowed.</param>
    /// <exception cref="JsonException">It is no JSON, has a member that is not known, or a value that cannot be; the message says which.</exception>
    public static FamilyFile Read(ReadOnlySpan<byte> json)
    {
        var file = JsonSerializer.Deserialize(json, FamilyJson.Default.FamilyFile) ?? throw new JsonException("null is no family");
        if (string.IsNullOrWhiteSpace(file.Name))
        {
            throw new JsonException("a family needs a name");
        }

        if (file.ControlTokens?.FirstOrDefault(token => token.Length is < 3 or > LongestToken || token[0] is not ('<' or '[')) is { } unfit)
        {
            throw new JsonException($"a control token begins with < or [ and has 3 to {LongestToken} characters: {unfit}");
        }

        return (file.Sampling?.Problem ?? file.ThinkingSampling?.Problem) is { } problem ? throw new JsonException(problem) : file;
    }

    /// <summary>The family, with another's values where this file has none.</summary>
    public ModelFamily Over(ModelFamily basis) => new()
    {
        Name = Name,
        Matches = Matches is null ? (basis.Name == Name ? basis.Matches : []) : [.. Matches.Select(IdPattern.Normalised)],
        Sampling = Sampling ?? basis.Sampling,
        ThinkingSampling = ThinkingSampling ?? (Sampling is null ? basis.ThinkingSampling : null),
        Thinking = Thinking ?? basis.Thinking,
        CallIds = CallIds ?? basis.CallIds,
        OneCallPerMessage = OneCallPerMessage ?? basis.OneCallPerMessage,
        StrictAlternation = StrictAlternation ?? basis.StrictAlternation,
        NoSystemRole = NoSystemRole ?? basis.NoSystemRole,
        ReasoningBack = ReasoningBack ?? basis.ReasoningBack,
        RefusedText = RefusedText ?? basis.RefusedText,
        Prompt = Prompt ?? basis.Prompt,
        Hints = Hints ?? basis.Hints,
        NoteOpening = NoteOpening ?? basis.NoteOpening,
        NoteEnding = NoteEnding ?? basis.NoteEnding,
        LongestDescription = LongestDescription ?? basis.LongestDescription,
        OpensThinking = OpensThinking ?? basis.OpensThinking,
        ControlTokens = ControlTokens ?? basis.ControlTokens,
    };
}
