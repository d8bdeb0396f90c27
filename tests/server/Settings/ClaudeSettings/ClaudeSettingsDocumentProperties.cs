using ClaudeSidecar.Settings.ClaudeSettings;
using FsCheck;
using FsCheck.Fluent;

namespace ClaudeSidecar.Tests.Settings.ClaudeSettings;

/// <summary>The same laws for generated settings: keys in any order, in any layout, with comments, duplicates and trailing commas.</summary>
public sealed class ClaudeSettingsDocumentProperties
{
    private static readonly Gen<string> Space = Gen.Elements("", " ", "\n", "\r\n  ", "\n\t", " // c, }\n", "\n  /* { */ ", "/**/");

    [Fact]
    public void ApplyThenRemoveIsTheIdentity() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5_000),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            var document = ClaudeSettingsDocument.Parse(text)!;
            var (applied, undo) = document.Apply(ClaudeSettingsDocumentTests.Ours);
            var again = ClaudeSettingsDocument.Parse(applied)!;
            return again.Holds(ClaudeSettingsDocumentTests.Ours) && again.Remove(undo) == text;
        }));

    [Fact]
    public void ApplyingAgainChangesNothing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            var (applied, undo) = ClaudeSettingsDocument.Parse(text)!.Apply(ClaudeSettingsDocumentTests.Ours);
            var clean = ClaudeSettingsDocument.Parse(applied)!.Remove(undo);
            return ClaudeSettingsDocument.Parse(clean)!.Apply(ClaudeSettingsDocumentTests.Ours).Text == applied;
        }));

    [Fact]
    public void RemovingWithoutTheJournalKeepsTheTextValidAndDropsOurs() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            var applied = ClaudeSettingsDocument.Parse(text)!.Apply(ClaudeSettingsDocumentTests.Ours).Text;
            var cleaned = ClaudeSettingsDocument.Parse(ClaudeSettingsDocument.Parse(applied)!.Remove(null));
            return cleaned is not null && cleaned.BaseUrl != ClaudeSettingsDocumentTests.Ours.BaseUrl;
        }));

    private static Gen<string> Texts() =>
        from bom in Gen.Elements("", "\uFEFF")
        from before in Space
        from root in Object(Gen.OneOf(Member("env", Env()), Member("hooks", Hooks()), Member("model", Scalar()), Member("permissions", Object(Member("allow", List(Scalar()))))))
        from after in Space
        select bom + before + root + after;

    // Now and then what the user has written is, to the letter, what we would write.
    private static Gen<string> Env() => Object(Gen.OneOf(
        Gen.Elements("\"CLAUDE_CODE_GATEWAY_HINT_HEADERS\": \"1\"", "\"CLAUDE_CODE_GATEWAY_HINT_HEADERS\":\"1\""),
        Member("ANTHROPIC_BASE_URL", Gen.Elements("\"\"", "\"https://gateway.example\"")),
        Member("CLAUDE_CODE_GATEWAY_HINT_HEADERS", Gen.Elements("\"0\"", "\"1\"")),
        Member("OTHER", Gen.Elements("\"a\\\"b\"", "\"{\""))));

    private static Gen<string> Hooks() => Object(Gen.OneOf(
        Member("SessionStart", List(Object(Member("hooks", List(Object(Member("command", Gen.Elements("\"echo\"", "\"ls // x\"")))))))),
        Member("Stop", List(Scalar()))));

    private static Gen<string> Scalar() => Gen.Elements("1", "-0.5e3", "true", "null", "\"\\u00e9 // [\"", "\"\"", "[]", "{}");

    private static Gen<string> Member(string key, Gen<string> value) =>
        from before in Gen.Elements("", " ", "\n") // .NET's reader takes no comment there, so such a file is refused and not edited
        from between in Space
        from text in value
        select $"\"{key}\"{before}:{between}{text}";

    private static Gen<string> Object(Gen<string> member) => Bracketed("{", "}", member);

    private static Gen<string> List(Gen<string> item) => Bracketed("[", "]", item);

    private static Gen<string> Bracketed(string open, string close, Gen<string> child) =>
        from count in Gen.Choose(0, 3)
        from children in Gen.ListOf(from lead in Space from text in child from tail in Space select lead + text + tail, count)
        from trailing in Gen.Elements("", ",")
        from inner in Space
        select open + string.Join(',', children) + (count > 0 ? trailing : "") + inner + close;
}
