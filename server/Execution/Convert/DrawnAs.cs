using System.Globalization;
using System.Text.Json;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>How tokens are drawn for one request: the client's words where it has any, else the family's. JSON numbers as they go out; null = left to the server.</summary>
internal sealed record DrawnAs
{
    /// <summary>Temperature.</summary>
    public string? Temperature { get; init; }

    /// <summary>Share of probability to choose from.</summary>
    public string? TopP { get; init; }

    /// <summary>Tokens to choose from.</summary>
    public string? TopK { get; init; }

    /// <summary>Least share of the likeliest token's probability.</summary>
    public string? MinP { get; init; }

    /// <summary>Penalty of repetitions.</summary>
    public string? RepetitionPenalty { get; init; }

    /// <summary>Settles it for one request (edge case 70).</summary>
    /// <param name="root">The Messages request.</param>
    /// <param name="family">What the family's makers advise.</param>
    public static DrawnAs Of(JsonElement root, Sampling family)
    {
        var temperature = Number(root, "temperature"u8);
        return new DrawnAs
        {
            Temperature = temperature ?? Text(family.Temperature),

            // A client that wants it exact means the likeliest token, and the rest would only be in the way.
            TopP = Number(root, "top_p"u8) ?? (temperature is null ? Text(family.TopP) : null),
            TopK = Number(root, "top_k"u8) ?? (temperature is null ? Text(family.TopK) : null),
            MinP = temperature is null ? Text(family.MinP) : null,
            RepetitionPenalty = Text(family.RepetitionPenalty),
        };
    }

    private static string? Number(JsonElement root, ReadOnlySpan<byte> name) =>
        Block.Member(root, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

    private static string? Text(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture);
}
