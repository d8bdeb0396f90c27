using System.Text.Json.Serialization;
using ClaudeSidecar.Quota.Forecast;

namespace ClaudeSidecar.Quota;

/// <summary>What is known of every account's limits, as it is kept over a restart (edge case 35). Credentials appear as hashes only.</summary>
public sealed record QuotaMemory
{
    /// <summary>The account seen last; null for none.</summary>
    public string? Current { get; init; }

    /// <summary>Every account.</summary>
    public IReadOnlyList<AccountMemory> Accounts { get; init; } = [];
}

/// <summary>One account.</summary>
public sealed record AccountMemory
{
    /// <summary>The hash that names it.</summary>
    public required string Account { get; init; }

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Its overall state.</summary>
    public QuotaState State { get; init; }

    /// <summary>Its overall reset; null when not told.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>True while paid extra usage answered.</summary>
    public bool OnExtraUsage { get; init; }

    /// <summary>Every window.</summary>
    public IReadOnlyList<WindowMemory> Windows { get; init; } = [];
}

/// <summary>One window.</summary>
public sealed record WindowMemory
{
    /// <summary>The wire's own name.</summary>
    public required string Name { get; init; }

    /// <summary>Share used, 0 … 1.</summary>
    public double? Used { get; init; }

    /// <summary>When it is full again.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>Its own state.</summary>
    public QuotaState State { get; init; }

    /// <summary>The families of models that it binds; null for all.</summary>
    public IReadOnlyList<string>? Families { get; init; }

    /// <summary>Where its numbers came from.</summary>
    public string? Source { get; init; }

    /// <summary>When they were told.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>What was learnt of it.</summary>
    public TrackMemory? Track { get; init; }
}

/// <summary>The JSON of <see cref="QuotaMemory"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(QuotaMemory))]
public sealed partial class QuotaJson : JsonSerializerContext;
