using System.Runtime.CompilerServices;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>
/// The fixed words of markup (local-servers 4). Most are looked for whoever answers, for which model that is is not always known; a family
/// may have control tokens besides.
/// </summary>
internal sealed class MarkTable
{
    private static readonly Entry[] Common =
    [
        new(MarkKind.ThinkOpen, "<think>"), new(MarkKind.ThinkClose, "</think>"),
        new(MarkKind.ThinkOpen, "<thinking>"), new(MarkKind.ThinkClose, "</thinking>"),
        new(MarkKind.ThinkOpen, "[THINK]"), new(MarkKind.ThinkClose, "[/THINK]"),
        new(MarkKind.ThinkOpen, "<seed:think>"), new(MarkKind.ThinkClose, "</seed:think>"),

        new(MarkKind.HarmonyHead, "<|start|>"), new(MarkKind.HarmonyHead, "<|channel|>"), new(MarkKind.HarmonyConstrain, "<|constrain|>"),
        new(MarkKind.HarmonyMessage, "<|message|>"),
        new(MarkKind.HarmonyEnd, "<|end|>"), new(MarkKind.HarmonyEnd, "<|return|>"), new(MarkKind.HarmonyEnd, "<|call|>"),

        new(MarkKind.Stray, "<tool_call>"), new(MarkKind.Stray, "</tool_call>"), new(MarkKind.Stray, "<function="), new(MarkKind.Stray, "</function>"),
        new(MarkKind.Stray, "<function_calls>"), new(MarkKind.Stray, "</function_calls>"),
        new(MarkKind.Stray, "<invoke name="), new(MarkKind.Stray, "</invoke>"),
        new(MarkKind.Stray, "<minimax:tool_call>"), new(MarkKind.Stray, "</minimax:tool_call>"),
        new(MarkKind.Stray, "<｜DSML｜function_calls>"), new(MarkKind.Stray, "</｜DSML｜function_calls>"),
        new(MarkKind.Stray, "<｜DSML｜tool_calls>"), new(MarkKind.Stray, "</｜DSML｜tool_calls>"),
        new(MarkKind.Stray, "<|tool_calls_section_begin|>"), new(MarkKind.Stray, "<|tool_calls_section_end|>"), new(MarkKind.Stray, "<|tool_call_end|>"),
        new(MarkKind.Stray, "<｜tool▁calls▁begin｜>"), new(MarkKind.Stray, "<｜tool▁call▁end｜>"), new(MarkKind.Stray, "<｜tool▁calls▁end｜>"),
        new(MarkKind.Stray, "[TOOL_CALLS]"), new(MarkKind.Stray, "[TOOL_REQUEST]"), new(MarkKind.Stray, "[END_TOOL_REQUEST]"),

        new(MarkKind.Control, "<|im_start|>assistant\n"), new(MarkKind.Control, "<|im_start|>assistant"), new(MarkKind.Control, "<|im_start|>"),
        new(MarkKind.Control, "<|im_end|>"), new(MarkKind.Control, "<|endoftext|>"), new(MarkKind.Control, "<|end_of_text|>"),
        new(MarkKind.Control, "<|begin_of_text|>"), new(MarkKind.Control, "<|eot_id|>"), new(MarkKind.Control, "<|eom_id|>"), new(MarkKind.Control, "<|eot|>"),
        new(MarkKind.Control, "<|start_header_id|>assistant<|end_header_id|>\n\n"), new(MarkKind.Control, "<|start_header_id|>"), new(MarkKind.Control, "<|end_header_id|>"),
        new(MarkKind.Control, "<|user|>"), new(MarkKind.Control, "<|assistant|>"), new(MarkKind.Control, "<|observation|>"),
        new(MarkKind.Control, "<end_of_turn>"), new(MarkKind.Control, "<start_of_turn>model\n"), new(MarkKind.Control, "<start_of_turn>"),
        new(MarkKind.Control, "<｜end▁of▁sentence｜>"), new(MarkKind.Control, "<｜begin▁of▁sentence｜>"), new(MarkKind.Control, "<｜Assistant｜>"), new(MarkKind.Control, "<｜User｜>"),
        new(MarkKind.Control, "[e~["), new(MarkKind.Control, "<|END_OF_TURN_TOKEN|>"),

        new(MarkKind.Ending, "</s>"), new(MarkKind.Ending, "<eos>"), new(MarkKind.Ending, "[EOS]"), new(MarkKind.Ending, "[/INST]"),
        new(MarkKind.Strike, "<s>"),
    ];

    private static readonly ConditionalWeakTable<ModelFamily, MarkTable> OfFamilies = [];

    // By the second byte: text full of angle brackets is mostly done with one look.
    private readonly Entry[][] _bySecond;

    private MarkTable(IEnumerable<string> tokens)
    {
        // A word that all know keeps its meaning: some are control tokens at an answer's end alone.
        var own = tokens.Distinct().Where(token => Common.All(entry => entry.Word != token)).Select(token => new Entry(MarkKind.Control, token));
        var entries = Common.Concat(own).ToLookup(entry => entry.Bytes[1]);
        _bySecond = [.. Enumerable.Range(0, 256).Select(second => entries[(byte)second].OrderByDescending(entry => entry.Bytes.Length).ToArray())];
    }

    /// <summary>The words that are looked for whoever answers.</summary>
    public static MarkTable General { get; } = new([]);

    /// <summary>These and the control tokens of every built-in family: behind a call they say nothing, whosever they are.</summary>
    public static MarkTable OfAll { get; } = new(FamilyBook.BuiltIn.All.SelectMany(family => family.ControlTokens));

    /// <summary>The words of a family.</summary>
    public static MarkTable Of(ModelFamily family) =>
        family.ControlTokens.Count == 0 ? General : OfFamilies.GetValue(family, known => new MarkTable(known.ControlTokens));

    /// <summary>Looks for a word at the beginning of the text.</summary>
    /// <param name="text">Begins with the first byte of markup.</param>
    /// <param name="isLast">True when nothing follows.</param>
    /// <param name="kind">What was found.</param>
    /// <param name="length">Its length in bytes.</param>
    public Finding Find(ReadOnlySpan<byte> text, bool isLast, out MarkKind kind, out int length)
    {
        (kind, length) = (default, 0);
        if (text.Length < 2)
        {
            return isLast ? Finding.None : Finding.Unclear;
        }

        foreach (var entry in _bySecond[text[1]])
        {
            if (text.StartsWith(entry.Bytes))
            {
                (kind, length) = (entry.Kind, entry.Bytes.Length);
                return Finding.Found;
            }

            // A longer word may still come of it, even where a shorter one is whole already.
            if (!isLast && text.Length < entry.Bytes.Length && entry.Bytes.AsSpan().StartsWith(text))
            {
                return Finding.Unclear;
            }
        }

        return Finding.None;
    }

    /// <summary>The length of the word of that kind with which a text begins; 0 when it begins with none.</summary>
    public int LengthAt(ReadOnlySpan<byte> text, MarkKind kind) =>
        Find(text, isLast: true, out var found, out var length) == Finding.Found && found == kind ? length : 0;

    private sealed record Entry(MarkKind Kind, string Word)
    {
        public byte[] Bytes { get; } = System.Text.Encoding.UTF8.GetBytes(Word);
    }
}
