using System.Text.Json;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>Writes a request of Anthropic's dialect with the fields that the server's make takes and no other (edge case 47).</summary>
/// <param name="options">Server, family and limits, as they are outside this dialect.</param>
internal sealed class AnthropicBody(ConvertOptions options)
{
    // The field is required. A client that leaves it out is none of ours, and this suits every server.
    private const int UsualMaxTokens = 8192;

    // Anthropic's own least, which others have copied.
    private const int LeastBudget = 1024;

    private AnthropicTraits Traits => options.Server.Messages;

    /// <summary>Writes the request as one JSON object.</summary>
    public void Write(Utf8JsonWriter writer, ChatPlan plan)
    {
        var most = plan.MaxTokens ?? UsualMaxTokens;
        var budget = Budget(plan, most);
        if (plan.Choice == ToolChoice.None && options.Server.ToolChoice != ChoiceSupport.ByName)
        {
            // llama-server ignores the word and calls all the same (local-servers 7.1).
            plan.Tools.Clear();
        }

        writer.WriteStartObject();
        writer.WriteString("model"u8, options.Model);
        writer.WriteNumber("max_tokens"u8, plan.Options.OneToken ? 1 : most);
        new AnthropicMessages(writer, options, ThinkingIn(budget)).Write(plan);
        plan.Tools.WriteFlat(writer, plan.Options);
        WriteChoice(writer, plan);
        WriteSampling(writer, plan);
        WriteThinking(writer, plan, budget);
        WriteOutput(writer, plan, budget);
        writer.WriteBoolean("stream"u8, true);
        writer.WriteEndObject();
    }

    // A refusal of thinking itself is kept under Ollama's name for it.
    private bool TakesThinking => Takes("thinking") && Takes("think");

    private bool Takes(string field) => !options.Without.Contains(field);

    // Tokens to think with; 0 = not to think. No server here thinks when a call is forced: Anthropic does not allow it, and DeepSeek refuses
    // (deepseek-ai/awesome-deepseek-integration#598).
    private int Budget(ChatPlan plan, int most)
    {
        if (!plan.Reasoning.Wanted || plan.Choice is ToolChoice.Required or ToolChoice.Named || (Traits.DemandsThinking && !AnthropicMessages.KnowsReasoning(plan)))
        {
            return 0;
        }

        var budget = plan.Reasoning.Effort switch
        {
            "low" => 4096,
            "medium" => 16_384,
            _ => 32_000,
        };
        budget = Math.Min(budget, most - 1);
        return budget < LeastBudget ? 0 : budget;
    }

    private EarlierThinking ThinkingIn(int budget) =>
        !Traits.TakesThinking ? EarlierThinking.None
        : Traits.DemandsThinking && !TakesThinking ? EarlierThinking.Always
        : Traits.DemandsThinking && budget == 0 || !options.Family.ReasoningBack && !Traits.DemandsThinking ? EarlierThinking.None
        : EarlierThinking.WhereKnown;

    private void WriteThinking(Utf8JsonWriter writer, ChatPlan plan, int budget)
    {
        if (Traits.SwitchesThinking && TakesThinking)
        {
            writer.WriteStartObject("thinking"u8);
            writer.WriteString("type"u8, budget > 0 ? "enabled"u8 : "disabled"u8);
            if (budget > 0)
            {
                writer.WriteNumber("budget_tokens"u8, budget);
            }

            writer.WriteEndObject();
        }

        // llama-server ignores the type «disabled»: its template alone can switch (local-servers 1.2).
        if (plan.Reasoning.Mode == ThinkingMode.Switch && options.Server.TemplateArguments && Takes("chat_template_kwargs"))
        {
            writer.WriteStartObject("chat_template_kwargs"u8);
            writer.WriteBoolean(options.Family.Thinking.Variable, budget > 0);
            writer.WriteEndObject();
        }
    }

    private void WriteOutput(Utf8JsonWriter writer, ChatPlan plan, int budget)
    {
        var effort = Traits.Effort && budget > 0 ? plan.Reasoning.Effort : null;
        var schema = Traits.Format && plan.Tools.Names.IsEmpty ? plan.Schema : null;
        if ((effort is null && schema is null) || !Takes("output_config"))
        {
            return;
        }

        writer.WriteStartObject("output_config"u8);
        if (effort is not null)
        {
            writer.WriteString("effort"u8, effort);
        }

        if (schema is { } form)
        {
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WritePropertyName("schema"u8);
            ToolSchemas.Write(writer, form, options.PlainSchemas);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatPlan plan)
    {
        if (plan.Tools.Names.IsEmpty || (plan.Choice == ToolChoice.Unsaid && !plan.OneCall))
        {
            return;
        }

        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, plan.Choice switch
        {
            ToolChoice.Required => "any"u8,
            ToolChoice.None => "none"u8,
            ToolChoice.Named => "tool"u8,
            _ => "auto"u8,
        });
        if (plan.Choice == ToolChoice.Named)
        {
            writer.WriteString("name"u8, ToolNames.Outgoing(plan.ChosenTool));
        }

        if (plan.OneCall && plan.Choice != ToolChoice.None)
        {
            writer.WriteBoolean("disable_parallel_tool_use"u8, true);
        }

        writer.WriteEndObject();
    }

    private void WriteSampling(Utf8JsonWriter writer, ChatPlan plan)
    {
        WriteNumber(writer, "temperature", plan.Sampling.Temperature);
        WriteNumber(writer, "top_p", plan.Sampling.TopP);
        WriteNumber(writer, "top_k", options.Server.TopK ? plan.Sampling.TopK : null);
        if (plan.StopSequences.Count > 0 && Takes("stop_sequences"))
        {
            writer.WriteStartArray("stop_sequences"u8);
            foreach (var stop in plan.StopSequences)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }
    }

    private void WriteNumber(Utf8JsonWriter writer, string name, string? number)
    {
        if (number is not null && Takes(name))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(number, skipInputValidation: true);
        }
    }
}

/// <summary>Whether the model's earlier reasoning goes out with its calls.</summary>
internal enum EarlierThinking
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Where it was kept.</summary>
    WhereKnown,

    /// <summary>Beside every call, with a word in its place where it was not kept: the server insists.</summary>
    Always,
}
