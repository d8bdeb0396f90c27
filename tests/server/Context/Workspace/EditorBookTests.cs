using ClaudeSidecar.Context.Workspace;

namespace ClaudeSidecar.Tests.Context.Workspace;

public sealed class EditorBookTests
{
    private readonly EditorBook _book = new();
    private readonly object _one = new();
    private readonly object _other = new();

    [Fact]
    public void AFolderIsAnsweredByTheNearestOneAroundIt()
    {
        _book.Note(_one, "/src", Open("/src/a.cs"));
        _book.Note(_one, "/src/app/", Open("/src/app/b.cs"));

        Assert.Equal("/src/app/b.cs", _book.Of("/src/app/deep")!.ActiveFile!.Path);
        Assert.Equal("/src/a.cs", _book.Of("/src")!.ActiveFile!.Path);
        Assert.Equal("/src/a.cs", _book.Of("/src/apples")!.ActiveFile!.Path);
        Assert.Null(_book.Of("/elsewhere"));
    }

    [Fact]
    public void OfTwoEditorsTheOneThatToldLastIsAskedAndAnEditorThatHasGoneIsForgotten()
    {
        _book.Note(_one, "/src", Open("/src/1"));
        _book.Note(_other, "/src", Open("/src/2"));
        _book.Note(_one, "/src", Open("/src/3"));
        Assert.Equal("/src/3", _book.Of("/src")!.ActiveFile!.Path);

        _book.Forget(_one);
        Assert.Equal("/src/2", _book.Of("/src")!.ActiveFile!.Path);
        _book.Forget(_other);
        Assert.Null(_book.Of("/src"));
    }

    [Fact]
    public void WhatLooksSecretOrIsTooLongIsNotKept()
    {
        _book.Note(_one, "/src", Open("/src/.env") with { OpenEditors = ["/src/.env", "/src/a", "/src/a", "/src/key.pem"] });
        Assert.Null(_book.Of("/src")!.ActiveFile);
        Assert.Equal(["/src/a"], _book.Of("/src")!.OpenEditors);

        _book.Note(_one, "/src", new() { ActiveFile = new() { Path = "/src/a", Selection = new() { StartLine = 1, EndLine = 2, Text = new('x', 9000) } } });
        Assert.Equal(8000, _book.Of("/src")!.ActiveFile!.Selection!.Text.Length);
    }

    private static EditorState Open(string path) => new() { ActiveFile = new() { Path = path }, OpenEditors = [path] };
}
