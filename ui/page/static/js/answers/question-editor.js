// A question that is changed in its place: what was asked first stays beside what is asked then.
export const edit = (talk, section, ask) => {
  if (talk.busy || section.querySelector(".editing")) return;
  const heading = section.querySelector(".question");
  const form = document.querySelector("#editing").content.firstElementChild.cloneNode(true);
  const field = form.querySelector("textarea");
  const close = () => {
    form.remove();
    heading.hidden = false;
  };
  field.value = talk.exchange(section).question;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = field.value.trim();
    if (!question) return;
    close();
    ask(question);
  });
  form.querySelector("[data-do=keep]").addEventListener("click", () => {
    close();
    section.querySelector(".more summary").focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") form.querySelector("[data-do=keep]").click();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
    event.stopPropagation();
  });
  heading.hidden = true;
  heading.after(form);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
};
