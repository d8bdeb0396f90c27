using System.Globalization;
using System.Text.Json;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Writes a Messages request for Ollama's <c>/api/chat</c> (local-servers 1.1, 3.1). A prompt that is too long is refused instead of
/// cut without a word, and the model stays loaded between the turns of a session.
/// </summary>
internal static class RequestToOllama
{
    /// <summary>How long the model shall stay. Ollama's own 5 minutes are over while the user reads an answer; then model and prompt cache would have to be made again.</summary>
    public static readonly string KeepAlive = string.Create(CultureInfo.InvariantCulture, $"{ServerKind.Ollama.KeepsModelFor!.Value.TotalMinutes}m");

    /// <summary>Writes the request as one JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, ChatPlan plan)
    {
        var options = plan.Options;
        writer.WriteStartObject();
        writer.WriteString("model"u8, options.Model);
        writer.WriteStartArray("messages"u8);
        new ChatMessages(writer, new OllamaForm(), options).Write(plan);
        writer.WriteEndArray();
        plan.Tools.Write(writer, options);
        if (plan.Schema is { } schema && !plan.SchemaInWords)
        {
            writer.WritePropertyName("format"u8);
            ToolSchemas.Write(writer, schema, options.PlainSchemas);
        }

        WriteThinking(writer, plan);
        WriteOptions(writer, plan);
        WriteUnlessRefused(writer, plan, "truncate");
        WriteUnlessRefused(writer, plan, "shift");
        if (plan.Takes("keep_alive"))
        {
            writer.WriteString("keep_alive"u8, KeepAlive);
        }

        writer.WriteBoolean("stream"u8, true);
        writer.WriteEndObject();
    }

    private static void WriteUnlessRefused(Utf8JsonWriter writer, ChatPlan plan, string field)
    {
        if (plan.Takes(field))
        {
            writer.WriteBoolean(field, false);
        }
    }

    // Left out, a model that can think thinks. A model that cannot think refuses to be told that it should.
    private static void WriteThinking(Utf8JsonWriter writer, ChatPlan plan)
    {
        var reasoning = plan.Reasoning;
        if (plan.Options.Thinks == false || !plan.Takes("think"))
        {
            return;
        }

        switch (reasoning.Mode)
        {
            case ThinkingMode.Effort when reasoning.Effort is { } effort:
                writer.WriteString("think"u8, effort);
                break;
            case ThinkingMode.Switch:
            case ThinkingMode.None when plan.Options.Thinks == true:
                writer.WriteBoolean("think"u8, reasoning.Wanted);
                break;
        }
    }

    private static void WriteOptions(Utf8JsonWriter writer, ChatPlan plan)
    {
        var drawn = plan.Sampling;
        writer.WriteStartObject("options"u8);
        if (plan.Options.Window is { } window)
        {
            writer.WriteNumber("num_ctx"u8, window);
        }

        if (plan.Most is { } most)
        {
            writer.WriteNumber("num_predict"u8, most);
        }

        WriteNumber(writer, "temperature"u8, drawn.Temperature);
        WriteNumber(writer, "top_p"u8, drawn.TopP);
        WriteNumber(writer, "top_k"u8, drawn.TopK);
        WriteNumber(writer, "min_p"u8, drawn.MinP);
        WriteNumber(writer, "repeat_penalty"u8, drawn.RepetitionPenalty);
        if (plan.StopSequences.Count > 0)
        {
            writer.WriteStartArray("stop"u8);
            foreach (var stop in plan.StopSequences)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? number)
    {
        if (number is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(number, skipInputValidation: true);
        }
    }
}
