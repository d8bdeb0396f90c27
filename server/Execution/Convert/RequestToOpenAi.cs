using System.Text.Json;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Writes a Messages request as a chat completion request, with the fields that the server's make takes and no other.</summary>
internal static class RequestToOpenAi
{
    // OpenAI takes no more; other servers of the dialect have no limit, but need none of the rest either: we watch for them ourselves.
    private const int MostStops = 4;

    /// <summary>Writes the request as one JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, ChatPlan plan)
    {
        var options = plan.Options;
        writer.WriteStartObject();
        writer.WriteString("model"u8, options.Model);
        writer.WriteStartArray("messages"u8);
        var chat = new ChatMessages(writer, new OpenAiForm(options.Server.ImageAddresses, options.Server.ReasoningField), options);
        chat.Write(plan);
        writer.WriteEndArray();
        plan.Tools.Write(writer, options);
        WriteChoice(writer, plan);
        WriteSampling(writer, plan);
        WriteReasoning(writer, plan);
        WriteFormat(writer, plan);
        if (plan.Most is { } most)
        {
            writer.WriteNumber("max_tokens"u8, most);
        }

        if (plan.ContinuesLast && options.Server.ContinuesOnRequest)
        {
            writer.WriteBoolean("continue_final_message"u8, true);
            writer.WriteBoolean("add_generation_prompt"u8, false);
        }

        writer.WriteBoolean("stream"u8, true);
        if (options.Server.StreamOptions && plan.Takes("stream_options"))
        {
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }

        if (options.Server.Progress && plan.Takes("return_progress"))
        {
            writer.WriteBoolean("return_progress"u8, true);
        }

        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatPlan plan)
    {
        switch (plan.Choice)
        {
            case ToolChoice.Auto:
                writer.WriteString("tool_choice"u8, "auto"u8);
                break;
            case ToolChoice.Required:
                writer.WriteString("tool_choice"u8, "required"u8);
                break;
            case ToolChoice.None:
                writer.WriteString("tool_choice"u8, "none"u8);
                break;
            case ToolChoice.Named:
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, ToolNames.Outgoing(plan.ChosenTool));
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
        }

        if (plan.OneCall && !plan.Tools.Names.IsEmpty && plan.Options.Server.ParallelCalls && plan.Takes("parallel_tool_calls"))
        {
            writer.WriteBoolean("parallel_tool_calls"u8, false);
        }
    }

    private static void WriteSampling(Utf8JsonWriter writer, ChatPlan plan)
    {
        var server = plan.Options.Server;
        var drawn = plan.Sampling;
        WriteNumber(writer, plan, "temperature", drawn.Temperature);
        WriteNumber(writer, plan, "top_p", drawn.TopP);
        WriteNumber(writer, plan, "top_k", server.TopK ? drawn.TopK : null);
        WriteNumber(writer, plan, "min_p", server.MinP ? drawn.MinP : null);
        WriteNumber(writer, plan, server.RepeatPenalty, server.RepeatPenalty.Length > 0 ? drawn.RepetitionPenalty : null);
        if (plan.StopSequences.Count > 0 && plan.Takes("stop"))
        {
            writer.WriteStartArray("stop"u8);
            foreach (var stop in plan.StopSequences.Take(MostStops))
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, ChatPlan plan, string name, string? number)
    {
        if (number is not null && plan.Takes(name))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(number, skipInputValidation: true);
        }
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ChatPlan plan)
    {
        var (server, reasoning) = (plan.Options.Server, plan.Reasoning);
        switch (reasoning.Mode)
        {
            case ThinkingMode.Switch when server.TemplateArguments && plan.Takes("chat_template_kwargs"):
                writer.WriteStartObject("chat_template_kwargs"u8);
                writer.WriteBoolean(plan.Options.Family.Thinking.Variable, reasoning.Wanted);
                writer.WriteEndObject();
                break;
            case ThinkingMode.Switch when !reasoning.Wanted && server.ReasoningEffortNone && plan.Takes("reasoning_effort"):
                writer.WriteString("reasoning_effort"u8, "none"u8);
                break;
            case ThinkingMode.Effort when reasoning.Effort is { } effort:
                if (server.ReasoningEffort && plan.Takes("reasoning_effort"))
                {
                    writer.WriteString("reasoning_effort"u8, effort);
                }

                // Some builds of these servers read it only here.
                if (server.TemplateArguments && plan.Takes("chat_template_kwargs"))
                {
                    writer.WriteStartObject("chat_template_kwargs"u8);
                    writer.WriteString("reasoning_effort"u8, effort);
                    writer.WriteEndObject();
                }

                break;
        }
    }

    private static void WriteFormat(Utf8JsonWriter writer, ChatPlan plan)
    {
        if (plan.Schema is not { } schema || plan.SchemaInWords)
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, "json_schema"u8);
        writer.WriteStartObject("json_schema"u8);
        writer.WriteString("name"u8, "answer"u8);
        writer.WriteBoolean("strict"u8, true);
        writer.WritePropertyName("schema"u8);
        ToolSchemas.Write(writer, schema, plan.Options.PlainSchemas);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
