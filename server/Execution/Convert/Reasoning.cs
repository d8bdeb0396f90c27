using System.Text.Json;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Whether and how much a model is to reason.</summary>
/// <param name="Mode">What the family's model can be told.</param>
/// <param name="Wanted">True when the client wants reasoning.</param>
/// <param name="Effort"><c>low</c>, <c>medium</c> or <c>high</c>; null where the client does not say how much.</param>
internal readonly record struct Reasoning(ThinkingMode Mode, bool Wanted, string? Effort)
{
    // Where budgets of Claude's models end and the next effort begins; the client's usual one is its max_tokens, 31 999 and more.
    private const int LowBudget = 4096;
    private const int MediumBudget = 16_384;

    /// <summary>True when the model will reason, whatever the client wants.</summary>
    public bool Happens => Mode is ThinkingMode.Always or ThinkingMode.Effort || (Mode == ThinkingMode.Switch && Wanted);

    /// <summary>True when the model will not reason: it cannot, or it is told so in a way that reaches its template.</summary>
    public bool IsOff(ConvertOptions options) => Mode == ThinkingMode.None ||
        (Mode == ThinkingMode.Switch && !Wanted && (options.Server.TemplateArguments || options.Server.ReasoningEffortNone || options.Family.Thinking.OffWords is { Length: > 0 }));

    /// <summary>Reads <c>thinking</c> and <c>output_config.effort</c> (edge case 70). A request without <c>thinking</c> wants none.</summary>
    /// <param name="root">The Messages request.</param>
    /// <param name="family">What there is to switch.</param>
    /// <param name="prefilled">True when the answer is begun already: reasoning has no place before it, and llama-server refuses both together.</param>
    public static Reasoning Of(JsonElement root, ModelFamily family, bool prefilled)
    {
        var thinking = Block.Member(root, "thinking"u8) ?? default;
        var wanted = !prefilled && (Block.Is(thinking, "type"u8, "enabled"u8) || Block.Is(thinking, "type"u8, "adaptive"u8));
        return new Reasoning(family.Thinking.Mode, wanted, wanted ? Named(root) ?? Budget(thinking) : "low");
    }

    private static string? Named(JsonElement root) => Block.Text(Block.Member(root, "output_config"u8) ?? default, "effort"u8) switch
    {
        "minimal" or "low" => "low",
        "medium" => "medium",
        "high" or "xhigh" or "max" => "high",
        _ => null,
    };

    private static string? Budget(JsonElement thinking) => Block.Member(thinking, "budget_tokens"u8) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var budget)
        ? budget < LowBudget ? "low" : budget < MediumBudget ? "medium" : "high"
        : null;
}
