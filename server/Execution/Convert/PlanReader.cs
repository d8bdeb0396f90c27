using System.Text.Json;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Settles what a Messages request asks for. Only what is named here goes out: every field that the other dialects do not know stays
/// behind (edge case 70, claude-wire 8c).
/// </summary>
internal static class PlanReader
{
    private const string CallNow = "Answer with a call of one of the tools.";
    private const string GoOn = "Go on with your last message from exactly where it ends. Repeat nothing of it.";

    private static ReadOnlySpan<byte> BillingMark => "x-anthropic-billing-header"u8;

    /// <summary>Reads a request.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="root">The same as a document.</param>
    /// <param name="messages">Its messages.</param>
    /// <param name="options">What is known of server and model.</param>
    public static ChatPlan Read(ReadOnlySpan<byte> body, JsonElement root, JsonElement messages, ConvertOptions options)
    {
        var turns = Turns.Read(messages);
        var tools = RequestTools.Read(root);
        var prefill = Prefill(turns);
        var reasoning = Reasoning.Of(root, options.Family, prefill.Length > 0);
        var family = options.Family;
        var system = System(root, tools, reasoning, options);
        var prompt = PromptSize.Estimate(body) + (tools.Names.IsEmpty ? 0 : AddedTokens(options));
        var plan = new ChatPlan
        {
            Options = options,
            System = system,
            Turns = turns,
            Tools = tools,
            Sampling = DrawnAs.Of(root, reasoning.Happens ? family.ThinkingSampling ?? family.Sampling : family.Sampling),
            StopSequences = [.. StopSequences(root)],
            MaxTokens = MaxTokens(root, options.MaxTokens?.Invoke(prompt)),
            Reasoning = reasoning,
            Prefill = prefill,
            EstimatedPrompt = prompt,
        };
        return Continued(WithoutLoops(WithFormat(WithChoice(plan, root), root)));
    }

    /// <summary>Tokens that the conversion itself may add to a prompt with tools.</summary>
    public static int AddedTokens(ConvertOptions options) => options.FamilyPrompt ? PromptSize.OfText(options.Family.Prompt) + PromptSize.OfText(options.Family.Hints) : 0;

    private static ChatPlan WithChoice(ChatPlan plan, JsonElement root)
    {
        var choice = Block.Member(root, "tool_choice"u8) ?? default;
        var support = plan.Options.Without.Contains("tool_choice") ? ChoiceSupport.None : plan.Options.Server.ToolChoice;
        var name = Block.Text(choice, "name"u8) ?? "";
        var said = Block.Text(choice, "type"u8) switch
        {
            _ when plan.Tools.Names.IsEmpty => ToolChoice.Unsaid,
            "auto" => ToolChoice.Auto,
            "any" => ToolChoice.Required,
            "none" => ToolChoice.None,
            "tool" when plan.Tools.Names.Contains(name) => ToolChoice.Named,
            _ => ToolChoice.Unsaid,
        };
        if (said == ToolChoice.Named && support != ChoiceSupport.ByName)
        {
            plan.Tools.Keep(name);
            said = ToolChoice.Required;
        }

        if (support == ChoiceSupport.None)
        {
            if (said == ToolChoice.None)
            {
                plan.Tools.Clear();
            }
            else if (said == ToolChoice.Required)
            {
                Remark(plan, CallNow);
            }

            said = ToolChoice.Unsaid;
        }

        return plan with
        {
            Choice = said,
            ChosenTool = said == ToolChoice.Named ? name : "",
            OneCall = Block.Member(choice, "disable_parallel_tool_use"u8) is { ValueKind: JsonValueKind.True },
        };
    }

    // A grammar for the answer and one for calls exclude each other on llama.cpp's servers: beside tools the schema is told in words.
    private static ChatPlan WithFormat(ChatPlan plan, JsonElement root)
    {
        var format = Block.Member(Block.Member(root, "output_config"u8) ?? default, "format"u8) ?? Block.Member(root, "output_format"u8) ?? default;
        if (!Block.Is(format, "type"u8, "json_schema"u8) || Block.Member(format, "schema"u8) is not { ValueKind: JsonValueKind.Object } schema)
        {
            return plan;
        }

        // The field has one name in OpenAI's dialect and another in Ollama's.
        if (plan.Tools.Names.IsEmpty && plan.Options.Server.Format == AnswerFormat.Schema && plan.Takes("response_format") && plan.Takes("format"))
        {
            return plan with { Schema = schema };
        }

        Remark(plan, $"Answer with one JSON value that fits this JSON schema, and with nothing else: no code fence, no words around it.\n{JsonText.Compact(schema)}");
        return plan with { Schema = schema, SchemaInWords = true };
    }

    private static ChatPlan WithoutLoops(ChatPlan plan)
    {
        var count = RepeatedCalls.Count(plan.Turns);
        if (count >= RepeatedCalls.Told && !plan.Tools.Names.IsEmpty)
        {
            Remark(plan, RepeatedCalls.Words(count));
        }

        if (count < RepeatedCalls.Stopped)
        {
            return plan;
        }

        plan.Tools.Clear();
        return plan with { Choice = ToolChoice.Unsaid, ChosenTool = "" };
    }

    private static ChatPlan Continued(ChatPlan plan)
    {
        if (plan.Prefill.Length == 0)
        {
            return plan;
        }

        var continues = plan.Options.Server.EchoesPrefill || plan.Options.Server.ContinuesOnRequest;
        if (!continues)
        {
            Remark(plan, GoOn);
        }

        return plan with { ContinuesLast = continues };
    }

    // At the very end, where it changes no part of the prompt that is kept for the next turn.
    private static void Remark(ChatPlan plan, string words)
    {
        var turns = (List<Turn>)plan.Turns;
        if (turns[^1].Assistant)
        {
            turns.Add(new Turn(assistant: false));
        }

        turns[^1].Add(Part.Saying(words, PartKind.SystemText));
    }

    private static string Prefill(List<Turn> turns)
    {
        var last = turns[^1];
        return last.Assistant && last.Calls.Count == 0
            ? string.Join("\n\n", last.Parts.Where(part => part.Kind == PartKind.Text).Select(part => part.Words ?? JsonText.Decode(part.Json)))
            : "";
    }

    private static List<Part> System(JsonElement root, RequestTools tools, Reasoning reasoning, ConvertOptions options)
    {
        var parts = new List<Part>();
        if (Block.Member(root, "system"u8) is { } given)
        {
            ContentBlocks.ReadAll(given, PartKind.Text, parts);
            WithoutBilling(parts);
        }

        if (tools.Missing.Count > 0)
        {
            parts.Add(Part.Saying($"These tools are not available now, whatever else is said of them: {string.Join(", ", tools.Missing)}."));
        }

        // With tools it is work on code; a title or a summary needs none of this.
        if (options.FamilyPrompt && !tools.Names.IsEmpty)
        {
            parts.AddRange(((string[])[options.Family.Prompt, options.Family.Hints]).Where(words => words.Length > 0).Select(words => Part.Saying(words)));
        }

        if (reasoning is { Mode: ThinkingMode.Switch, Wanted: false } && options.Family.Thinking.OffWords is { Length: > 0 } off && !options.Server.TemplateArguments)
        {
            parts.Add(Part.Saying(off));
        }

        return parts;
    }

    // The billing block is other in each request; in front of the prompt it would cost the server's whole cache (edge case 117).
    private static void WithoutBilling(List<Part> parts)
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i] is not { Kind: PartKind.Text, Words: null } part || !JsonText.Raw(part.Json).StartsWith(BillingMark))
            {
                continue;
            }

            // Where the system text is one string, the block is its first line.
            var rest = JsonText.Decode(part.Json).Split('\n', 2);
            if (rest.Length == 2 && !string.IsNullOrWhiteSpace(rest[1]))
            {
                parts[i] = Part.Saying(rest[1]);
            }
            else
            {
                parts.RemoveAt(i);
            }
        }
    }

    private static IEnumerable<string> StopSequences(JsonElement root) =>
        Block.Items(root, "stop_sequences"u8).Where(stop => stop.ValueKind == JsonValueKind.String).Select(JsonText.Decode).Where(stop => stop.Length > 0);

    private static int? MaxTokens(JsonElement root, int? limit)
    {
        var wanted = Block.Member(root, "max_tokens"u8) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value > 0 ? value : limit;
        return wanted is { } asked ? Math.Min(asked, limit ?? int.MaxValue) : null;
    }
}
