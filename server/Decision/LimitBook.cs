using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Decision;

/// <summary>The limits that one backend told of, each for its own scope. Not safe for threads: <see cref="HealthBoard"/> locks.</summary>
internal sealed class LimitBook
{
    private const string Account = "";
    private const string LongContext = "long-context";

    private readonly Dictionary<string, Limit> _limits = new(StringComparer.Ordinal);

    /// <summary>The limit that holds for a request; null for none.</summary>
    public Limit? Of(string model, bool longContext, DateTimeOffset now)
    {
        if (_limits.Count == 0)
        {
            return null;
        }

        return Holding(Account, now) ?? Holding(ClaudeFamily.Of(model), now) ?? Holding(Single(model), now) ?? (longContext ? Holding(LongContext, now) : null);
    }

    /// <summary>Notes a limit; a shorter one never shortens a longer one (edge case 33).</summary>
    /// <returns>True when it was news.</returns>
    public bool Add(LimitScope scope, string model, Limit limit)
    {
        var key = scope switch
        {
            LimitScope.Account => Account,
            LimitScope.Family => ClaudeFamily.Of(model),
            LimitScope.Model => Single(model),
            LimitScope.LongContext => LongContext,
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
        };
        if (_limits.TryGetValue(key, out var before) && before.Until >= limit.Until)
        {
            return false;
        }

        _limits[key] = limit;
        return true;
    }

    /// <summary>Forgets what bound a request that was answered all the same.</summary>
    /// <returns>True when there was something.</returns>
    public bool Lift(string model, bool longContext) =>
        _limits.Count > 0 && (_limits.Remove(Account) | _limits.Remove(ClaudeFamily.Of(model)) | _limits.Remove(Single(model)) | (longContext && _limits.Remove(LongContext)));

    /// <summary>Forgets all of them.</summary>
    public void Clear() => _limits.Clear();

    // No family is called so.
    private static string Single(string model) => $"model:{model}";

    private Limit? Holding(string key, DateTimeOffset now) => _limits.TryGetValue(key, out var limit) && limit.Until > now ? limit : null;
}

/// <summary>One limit.</summary>
/// <param name="Until">Until when it holds.</param>
/// <param name="Cause">What was told.</param>
/// <param name="Window">The quota window; null for none.</param>
/// <param name="Since">When it was told.</param>
internal sealed record Limit(DateTimeOffset Until, FailureKind Cause, string? Window, DateTimeOffset Since);
